-- The yearly statistics of a register: one row a year and indicator, in their order.
-- The tables are written out with their place, and no view of the file is read.
WITH
homes AS (
    SELECT hy.*, c.in_29, v.concentrated
    FROM household_years AS hy JOIN households AS h USING (household)
    JOIN villages AS v USING (village) JOIN counties AS c USING (county)
),
counted AS (
    SELECT
        year,
        count(*) AS households,
        sum(persons) AS persons,
        count(*) FILTER (WHERE net_income > $line) AS households_over,
        sum(persons) FILTER (WHERE net_income > $line) AS persons_over,
        count(*) FILTER (WHERE net_income < $line) AS households_under,
        sum(persons) FILTER (WHERE net_income < $line) AS persons_under,
        count(*) FILTER (WHERE net_income > $line AND in_29) AS households_over_29,
        sum(persons) FILTER (WHERE net_income > $line AND in_29) AS persons_over_29,
        sum(wages + operations + property + transfers) / sum(persons) AS income,
        100 * sum(wages) / sum(wages + operations + property + transfers) AS wages,
        100 * sum(operations) / sum(wages + operations + property + transfers) AS operations,
        100 * sum(property) / sum(wages + operations + property + transfers) AS property,
        100 * sum(transfers) / sum(wages + operations + property + transfers) AS transfers,
        sum(recipients) AS recipients,
        sum(allowance) / (12 * nullif(sum(recipients), 0)) AS allowance,
        count(*) FILTER (WHERE dwelling = 'dilapidated') AS dilapidated,
        count(*) FILTER (WHERE dwelling = 'renovated') AS renovated,
        coalesce(sum(persons) FILTER (WHERE relocated = year), 0) AS moved,
        sum(outwork) AS outwork,
        sum(trained) AS trained,
        count(*) FILTER (WHERE loan) AS loans,
        count(*) FILTER (WHERE mutual_fund) AS funds
    FROM homes GROUP BY year
),
young AS (SELECT year, count(*) AS youth, count(*) FILTER (WHERE helped) AS helped, sum(aid) AS aid FROM youth GROUP BY year),
settled AS (
    SELECT year, count(*) AS villages, count(*) FILTER (WHERE concentrated) AS concentrated
    FROM village_years JOIN villages USING (village) GROUP BY year
),
log AS (
    SELECT years.year, project, arg_max(state, move) AS state,
        arg_max(year(day), move) FILTER (WHERE action = 'verify') AS verified
    FROM years JOIN moves ON year(moves.day) <= years.year GROUP BY years.year, project
),
managed AS (
    SELECT
        year,
        count(*) FILTER (WHERE state = 'publicised') AS publicised,
        count(*) FILTER (WHERE state = 'verified') AS verified,
        count(*) FILTER (WHERE state = 'in statistics') AS counted,
        count(*) FILTER (WHERE state = 'inspected') AS inspected,
        count(*) FILTER (WHERE state = 'returned') AS returned,
        coalesce(sum(persons) FILTER (WHERE granted AND kind = 'relocation'), 0) AS quota,
        coalesce(sum(amount) FILTER (WHERE granted AND kind = 'relocation'), 0) AS relocation_funds,
        coalesce(sum(amount) FILTER (WHERE granted AND kind = 'development'), 0) AS development_funds
    FROM (
        SELECT *, verified = year AND state IN ('verified', 'in statistics', 'inspected') AS granted
        FROM log JOIN projects USING (project)
    ) GROUP BY year
)
SELECT year, place, indicator, unit, value::DOUBLE AS value
FROM counted LEFT JOIN young USING (year) LEFT JOIN settled USING (year) LEFT JOIN managed USING (year),
    LATERAL (VALUES
        (1, 'households in the register', 'households', households),
        (2, 'persons in the register', 'persons', persons),
        (3, 'households over the line', 'households', households_over),
        (4, 'persons over the line', 'persons', persons_over),
        (5, 'households under the line', 'households', households_under),
        (6, 'persons under the line', 'persons', persons_under),
        (7, 'households over the line in the 29 counties', 'households', households_over_29),
        (8, 'persons over the line in the 29 counties', 'persons', persons_over_29),
        (9, 'net income a person', 'yuan a year', income),
        (10, 'of it from wages', '%', wages),
        (11, 'of it from household operations', '%', operations),
        (12, 'of it from property', '%', property),
        (13, 'of it from transfers', '%', transfers),
        (14, 'persons with the allowance', 'persons', recipients),
        (15, 'allowance a recipient', 'yuan a month', allowance),
        (16, 'households in a dilapidated dwelling', 'households', dilapidated),
        (17, 'households in a renovated dwelling', 'households', renovated),
        (18, 'persons moved in the year', 'persons', moved),
        (19, 'persons in outwork', 'persons', outwork),
        (20, 'persons trained', 'persons', trained),
        (21, 'households with a microcredit', 'households', loans),
        (22, 'households in a mutual fund', 'households', funds),
        (23, 'villages', 'villages', villages),
        (24, 'villages concentrated with low-income households', 'villages', concentrated),
        (25, 'young persons', 'persons', youth),
        (26, 'young persons helped', 'persons', helped),
        (27, 'aid to young persons', 'yuan', aid),
        (28, 'projects publicised, at the end of the year', 'projects', publicised),
        (29, 'projects verified, at the end of the year', 'projects', verified),
        (30, 'projects in statistics, at the end of the year', 'projects', counted),
        (31, 'projects inspected, at the end of the year', 'projects', inspected),
        (32, 'projects returned, at the end of the year', 'projects', returned),
        (33, 'relocations verified in the year, of the quota', 'persons', quota),
        (34, 'relocation funds of the projects verified in the year', 'yuan', relocation_funds),
        (35, 'development funds of the projects verified in the year', 'yuan', development_funds)
    ) AS indicators (place, indicator, unit, value)
ORDER BY place, year
