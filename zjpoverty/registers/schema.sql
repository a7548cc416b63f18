-- The synthetic register of low-income households. Every figure, person and project in it is invented.
-- Rows are only ever added, also where a person leaves: DuckDB writes a changed row as a new one, and then refuses it
-- where a foreign key points to it (see the limits of its documentation on indexes and constraints).

CREATE TABLE card (
    register TEXT PRIMARY KEY CHECK (register = 'zjpoverty synthetic register'),
    format INTEGER NOT NULL,
    seed BIGINT NOT NULL CHECK (seed >= 0),
    scale DOUBLE NOT NULL CHECK (scale > 0),
    synthetic BOOLEAN NOT NULL CHECK (synthetic)
);
CREATE TABLE parameters (
    name TEXT PRIMARY KEY,
    value BIGINT NOT NULL,
    unit TEXT NOT NULL,
    published DOUBLE,
    source TEXT NOT NULL,
    ours BOOLEAN NOT NULL CHECK (ours = (published IS NULL))
);
CREATE TABLE years (year SMALLINT PRIMARY KEY CHECK (year BETWEEN 2000 AND 2100));
CREATE TABLE counties (
    county INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    in_29 BOOLEAN NOT NULL,
    in_survey BOOLEAN NOT NULL,
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic),
    CHECK (in_survey OR NOT in_29)
);
CREATE TABLE villages (
    village INTEGER PRIMARY KEY,
    county INTEGER NOT NULL REFERENCES counties (county),
    concentrated BOOLEAN NOT NULL,
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic)
);
CREATE TABLE households (
    household BIGINT PRIMARY KEY,
    village INTEGER NOT NULL REFERENCES villages (village),
    since SMALLINT NOT NULL REFERENCES years (year),
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic)
);
CREATE TABLE household_years (
    household BIGINT NOT NULL REFERENCES households (household),
    year SMALLINT NOT NULL REFERENCES years (year),
    persons TINYINT NOT NULL CHECK (persons > 0),
    children TINYINT NOT NULL CHECK (children >= 0),
    working TINYINT NOT NULL CHECK (working >= 0),
    elderly TINYINT NOT NULL CHECK (elderly >= 0),
    wages INTEGER NOT NULL,
    operations INTEGER NOT NULL,
    property INTEGER NOT NULL,
    transfers INTEGER NOT NULL,
    allowance INTEGER NOT NULL CHECK (allowance >= 0),
    recipients TINYINT NOT NULL,
    net_income INTEGER NOT NULL,
    net_income_before INTEGER NOT NULL,
    dwelling TEXT NOT NULL CHECK (dwelling IN ('sound', 'renovated', 'dilapidated')),
    relocated SMALLINT NOT NULL CHECK (relocated BETWEEN 0 AND year),
    outwork TINYINT NOT NULL,
    trained TINYINT NOT NULL,
    loan BOOLEAN NOT NULL,
    mutual_fund BOOLEAN NOT NULL,
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic),
    PRIMARY KEY (household, year),
    CHECK (persons = children + working + elderly),
    CHECK (net_income = floor((wages + operations + property + transfers) / persons)),
    CHECK (net_income_before <= net_income),
    CHECK (allowance <= transfers),
    CHECK ((allowance = 0) = (recipients = 0)),
    CHECK (recipients BETWEEN 0 AND persons),
    CHECK (outwork BETWEEN 0 AND persons),
    CHECK (trained BETWEEN 0 AND persons)
);
CREATE TABLE village_years (
    village INTEGER NOT NULL REFERENCES villages (village),
    year SMALLINT NOT NULL REFERENCES years (year),
    households INTEGER NOT NULL CHECK (households > 0),
    persons INTEGER NOT NULL,
    households_over INTEGER NOT NULL,
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic),
    PRIMARY KEY (village, year),
    CHECK (persons >= households),
    CHECK (households_over BETWEEN 0 AND households)
);
CREATE TABLE persons (
    person BIGINT PRIMARY KEY,
    household BIGINT NOT NULL REFERENCES households (household),
    name TEXT NOT NULL,
    identity TEXT NOT NULL UNIQUE,
    place TINYINT NOT NULL CHECK (place > 0),
    age_group TEXT NOT NULL CHECK (age_group IN ('child', 'working', 'elderly')),
    age TINYINT NOT NULL CHECK (age >= 0),
    since SMALLINT NOT NULL REFERENCES years (year),
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic),
    CHECK (name LIKE 'person %' AND identity LIKE 'S-%'),
    CHECK (age_group = (CASE WHEN age < 16 THEN 'child' WHEN age < 60 THEN 'working' ELSE 'elderly' END))
);
CREATE TABLE departures (
    person BIGINT PRIMARY KEY REFERENCES persons (person),
    year SMALLINT NOT NULL REFERENCES years (year),
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic)
);
CREATE TABLE youth (
    person BIGINT NOT NULL REFERENCES persons (person),
    year SMALLINT NOT NULL REFERENCES years (year),
    helped BOOLEAN NOT NULL,
    aid INTEGER NOT NULL CHECK (aid >= 0),
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic),
    PRIMARY KEY (person, year),
    CHECK (helped OR aid = 0)
);
CREATE TABLE projects (
    project INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('relocation', 'development')),
    county INTEGER NOT NULL REFERENCES counties (county),
    village INTEGER REFERENCES villages (village),
    title TEXT NOT NULL CHECK (title <> ''),
    households INTEGER NOT NULL CHECK (households >= 0),
    persons INTEGER NOT NULL CHECK (persons >= 0),
    amount BIGINT NOT NULL CHECK (amount > 0),
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic),
    CHECK ((kind = 'relocation') = (persons > 0))
);
CREATE TABLE relocations (
    household BIGINT PRIMARY KEY REFERENCES households (household),
    year SMALLINT NOT NULL REFERENCES years (year),
    project INTEGER NOT NULL REFERENCES projects (project),
    persons TINYINT NOT NULL CHECK (persons > 0),
    subsidy INTEGER NOT NULL CHECK (subsidy > 0),
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic)
);
CREATE TABLE moves (
    move BIGINT PRIMARY KEY CHECK (move > 0),
    project INTEGER NOT NULL REFERENCES projects (project),
    day DATE NOT NULL,
    action TEXT NOT NULL,
    state TEXT NOT NULL CHECK (
        state IN ('declared', 'publicised', 'verified', 'in statistics', 'inspected', 'returned')
    ),
    who TEXT NOT NULL CHECK (trim(who) <> ''),
    why TEXT NOT NULL CHECK (trim(why) <> ''),
    seal TEXT NOT NULL UNIQUE
);
CREATE TABLE publication (
    year SMALLINT NOT NULL REFERENCES years (year),
    place INTEGER NOT NULL CHECK (place >= 0),
    county TEXT NOT NULL,
    number INTEGER NOT NULL CHECK (number > 0),
    indicator TEXT NOT NULL,
    unit TEXT NOT NULL,
    value BIGINT CHECK (value >= 5),
    synthetic BOOLEAN NOT NULL DEFAULT true CHECK (synthetic),
    PRIMARY KEY (year, place, number)
);

CREATE VIEW present_persons AS SELECT persons.* FROM persons ANTI JOIN departures USING (person);

CREATE VIEW project_states AS
SELECT
    project,
    arg_max(state, move) AS state,
    max(day) AS since,
    arg_max(year(day), move) FILTER (WHERE action = 'verify') AS verified
FROM moves GROUP BY project;

-- All that the public page may show. It reads a table of counts out of which the small ones were left before it was
-- written: no name, no identity number and no withheld count can be reached from here.
CREATE VIEW public_page AS
SELECT
    year, county, indicator, unit, value, coalesce(value::TEXT, 'withheld') AS shown, synthetic
FROM publication ORDER BY year, place, number;

COMMENT ON TABLE card IS 'What this file is: one row.';
COMMENT ON TABLE parameters IS 'Figures of the chapter, and assumptions of ours, by which the register was made and the workflow decides.';
COMMENT ON TABLE years IS 'Complete years. A year stands here only if all of it is in the file.';
COMMENT ON TABLE household_years IS 'One row a household and year: the register itself.';
COMMENT ON TABLE persons IS 'One row a person, with an invented name and number.';
COMMENT ON TABLE youth IS 'Persons of the ages in the parameters youth.from_age to youth.to_age, by year.';
COMMENT ON TABLE projects IS 'What is applied for. The state stands in the log only: see project_states.';
COMMENT ON TABLE moves IS 'The log of the workflow. Rows are only ever added; seal is the SHA-256 of the seal before it and of the row.';
COMMENT ON TABLE publication IS 'The counts of the public page, without those that are withheld.';
COMMENT ON COLUMN card.format IS 'version of this layout';
COMMENT ON COLUMN card.seed IS 'seed of the invented data';
COMMENT ON COLUMN card.scale IS 'share of the population: 1 is all households';
COMMENT ON COLUMN parameters.value IS 'in the unit of the row; totals are times the scale';
COMMENT ON COLUMN parameters.published IS 'in the unit of the row, as the chapter has it; empty for an assumption of ours';
COMMENT ON COLUMN years.year IS 'year';
COMMENT ON COLUMN counties.county IS 'number';
COMMENT ON COLUMN villages.village IS 'number';
COMMENT ON COLUMN villages.county IS 'number';
COMMENT ON COLUMN villages.concentrated IS 'whether low-income households are concentrated in it';
COMMENT ON COLUMN households.household IS 'number';
COMMENT ON COLUMN households.village IS 'number';
COMMENT ON COLUMN households.since IS 'first year in the register';
COMMENT ON COLUMN household_years.household IS 'number';
COMMENT ON COLUMN household_years.year IS 'year';
COMMENT ON COLUMN household_years.persons IS 'persons';
COMMENT ON COLUMN household_years.children IS 'persons of 0 to 15 years';
COMMENT ON COLUMN household_years.working IS 'persons of 16 to 59 years';
COMMENT ON COLUMN household_years.elderly IS 'persons of 60 years or more';
COMMENT ON COLUMN household_years.wages IS 'yuan a household and year, net';
COMMENT ON COLUMN household_years.operations IS 'yuan a household and year, net';
COMMENT ON COLUMN household_years.property IS 'yuan a household and year, net';
COMMENT ON COLUMN household_years.transfers IS 'yuan a household and year, net, with the allowance';
COMMENT ON COLUMN household_years.allowance IS 'yuan a household and year: the minimum living allowance';
COMMENT ON COLUMN household_years.recipients IS 'persons who get the allowance';
COMMENT ON COLUMN household_years.net_income IS 'yuan a person and year, rounded down';
COMMENT ON COLUMN household_years.net_income_before IS 'yuan a person and year, without the allowance';
COMMENT ON COLUMN household_years.relocated IS 'year in which the household was moved; 0 if it was not';
COMMENT ON COLUMN household_years.outwork IS 'persons in processing with supplied materials';
COMMENT ON COLUMN household_years.trained IS 'persons trained in the year';
COMMENT ON COLUMN village_years.village IS 'number';
COMMENT ON COLUMN village_years.year IS 'year';
COMMENT ON COLUMN village_years.households IS 'households of the register';
COMMENT ON COLUMN village_years.persons IS 'persons of the register';
COMMENT ON COLUMN village_years.households_over IS 'households whose net income a person exceeds the line';
COMMENT ON COLUMN persons.person IS 'number';
COMMENT ON COLUMN persons.household IS 'number';
COMMENT ON COLUMN persons.place IS 'place in the household, the eldest first';
COMMENT ON COLUMN persons.age IS 'years, when the person entered: nobody in this register grows older';
COMMENT ON COLUMN persons.since IS 'first year in the register';
COMMENT ON COLUMN departures.person IS 'number';
COMMENT ON COLUMN departures.year IS 'first year in which the person is no longer in the register';
COMMENT ON COLUMN youth.person IS 'number';
COMMENT ON COLUMN youth.year IS 'year';
COMMENT ON COLUMN youth.aid IS 'yuan in the year';
COMMENT ON COLUMN projects.project IS 'number';
COMMENT ON COLUMN projects.county IS 'number';
COMMENT ON COLUMN projects.village IS 'number; empty if the project is of the county';
COMMENT ON COLUMN projects.households IS 'households that it is to help';
COMMENT ON COLUMN projects.persons IS 'persons to be moved';
COMMENT ON COLUMN projects.amount IS 'yuan of the province';
COMMENT ON COLUMN relocations.household IS 'number';
COMMENT ON COLUMN relocations.year IS 'year';
COMMENT ON COLUMN relocations.project IS 'number';
COMMENT ON COLUMN relocations.persons IS 'persons';
COMMENT ON COLUMN relocations.subsidy IS 'yuan of the province that is asked for; paid if its project is verified';
COMMENT ON COLUMN moves.move IS 'number, in the order of the log';
COMMENT ON COLUMN moves.project IS 'number';
COMMENT ON COLUMN moves.day IS 'date';
COMMENT ON COLUMN publication.year IS 'year';
COMMENT ON COLUMN publication.place IS 'number; 0 is all counties';
COMMENT ON COLUMN publication.number IS 'number of the indicator';
COMMENT ON COLUMN publication.value IS 'in the unit of the row; empty if it is withheld';
