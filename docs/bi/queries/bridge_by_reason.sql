-- What moved the beneficiaries of a quarter after 15 February 2018, by reason and network.
SELECT
    measure,
    reason,
    network_code,
    sum(movement) AS movement
FROM marts.bridge
WHERE
    recorded_at > '2018-02-15 12:00+00'
    AND reporting_period = '2017-18-Q3'
    AND time_basis = 'in_period'
    AND measure IN ('beneficiaries_count', 'beneficiaries_ceiling_count')
GROUP BY measure, reason, network_code
HAVING sum(movement) <> 0
ORDER BY measure, reason, network_code;
