-- One year into a register, in this order. The population of the year is in the view arriving.

-- name: counties
INSERT INTO counties (county, name, in_29, in_survey)
SELECT (SELECT coalesce(max(county), 0) FROM counties) + row_number() OVER (ORDER BY first), name, in_29, in_survey
FROM (
    SELECT county::TEXT AS name, bool_or(in_29) AS in_29, bool_or(in_survey) AS in_survey, min(household) AS first
    FROM arriving GROUP BY county::TEXT
)
WHERE name NOT IN (SELECT name FROM counties);

-- name: villages
INSERT INTO villages (village, county, concentrated)
SELECT village, min(counties.county), bool_or(concentrated)
FROM arriving JOIN counties ON counties.name = arriving.county::TEXT
WHERE village NOT IN (SELECT village FROM villages)
GROUP BY village ORDER BY village;

-- name: households
INSERT INTO households (household, village, since)
SELECT household, village, $year FROM arriving
WHERE household NOT IN (SELECT household FROM households) ORDER BY household;

-- name: household_years
INSERT INTO household_years (
    household, year, persons, children, working, elderly, wages, operations, property, transfers, allowance,
    recipients, net_income, net_income_before, dwelling, relocated, outwork, trained, loan, mutual_fund
)
SELECT
    household, $year, persons, children, working, elderly, wages, operations, property, transfers, allowance,
    recipients, net_income, net_income_before, dwelling::TEXT, relocated, outwork, trained, loan, mutual_fund
FROM arriving ORDER BY household;

-- name: village_years
INSERT INTO village_years (village, year, households, persons, households_over)
SELECT village, $year, count(*), sum(persons), count(*) FILTER (WHERE net_income > $line)
FROM household_years JOIN households USING (household)
WHERE year = $year GROUP BY village ORDER BY village;

-- Who is no longer in the household leaves, and who is new in it comes; needed holds the persons of the year.
-- name: leave
INSERT INTO departures (person, year)
SELECT present.person, $year FROM present_persons AS present ANTI JOIN needed
ON needed.household = present.household AND needed.person = present.place
    AND needed.age_group::TEXT = present.age_group AND needed.age = present.age
ORDER BY present.person;

-- name: persons
INSERT INTO persons (person, household, name, identity, place, age_group, age, since)
SELECT number, household, 'person ' || number, printf('S-%06d', number), place, age_group, age, $year
FROM (
    SELECT
        (SELECT coalesce(max(person), 0) FROM persons) + row_number() OVER (ORDER BY household, person) AS number,
        household, person AS place, age_group::TEXT AS age_group, age
    FROM needed
    WHERE (household, person) NOT IN (SELECT (household, place) FROM present_persons)
);

-- name: of_age
SELECT person FROM present_persons WHERE age BETWEEN $from_age AND $to_age ORDER BY person;

-- name: youth
INSERT INTO youth (person, year, helped, aid) SELECT person, $year, helped, aid FROM of_age;

-- name: moved
SELECT counties.county, household, persons
FROM household_years JOIN households USING (household) JOIN villages USING (village) JOIN counties USING (county)
WHERE year = $year AND relocated = $year AND household NOT IN (SELECT household FROM relocations)
ORDER BY counties.county, household;

-- name: helped_villages
SELECT village, county FROM villages JOIN counties USING (county)
WHERE in_29 AND village IN (SELECT village FROM village_years WHERE year = $year)
QUALIFY concentrated OR NOT bool_or(concentrated) OVER ()
ORDER BY village;

-- name: relocations
INSERT INTO relocations (household, year, project, persons, subsidy)
SELECT household, $year, project, persons, subsidy FROM moving;

-- name: projects
INSERT INTO projects (project, kind, county, village, title, households, persons, amount)
SELECT project, kind, county, village, title, households, persons, amount FROM applied;

-- name: moves
INSERT INTO moves (move, project, day, action, state, who, why, seal)
SELECT move, project, day, action, state, who, why, seal FROM logged;
