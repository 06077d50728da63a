-- marts.overlaps, where it may have changed. Grain: one network's report of an adoption or deal that several report.
INSERT INTO "overlaps" (
    reporting_period,
    dataset,
    innovation_code,
    place,
    deal_reference,
    network_code,
    beneficiaries_count,
    all_bases_count,
    investment_gbp,
    is_counted,
    reason,
    refreshed_at
)
WITH shared AS (
    SELECT
        adoption.reporting_period,
        'adoptions' AS dataset,
        adoption.innovation_code,
        adoption.place,
        NULL AS deal_reference,
        adoption.network_code,
        adoption.beneficiaries_count,
        adoption.all_bases_count,
        CAST(NULL AS numeric) AS investment_gbp,
        adoption.is_counted,
        adoption.decided_by,
        max(adoption.network_code) FILTER (WHERE adoption.is_counted) OVER (
            PARTITION BY adoption.reporting_period, adoption.place, adoption.innovation_code
        ) AS counted_network_code
    FROM (
        SELECT DISTINCT
            reporting_period,
            place,
            innovation_code
        FROM touched_claim
    ) AS touched
    INNER JOIN shared_adoption AS adoption
        ON
            touched.reporting_period = adoption.reporting_period
            AND touched.place = adoption.place
            AND touched.innovation_code = adoption.innovation_code
    UNION ALL
    SELECT
        deal.reporting_period,
        'economic_impact' AS dataset,
        deal.innovation_code,
        NULL AS place,
        deal.deal_reference,
        deal.network_code,
        NULL AS beneficiaries_count,
        NULL AS all_bases_count,
        deal.investment_gbp,
        deal.is_counted,
        deal.decided_by,
        max(deal.network_code) FILTER (WHERE deal.is_counted) OVER (
            PARTITION BY deal.reporting_period, deal.deal_reference
        ) AS counted_network_code
    FROM (
        SELECT DISTINCT
            reporting_period,
            deal_reference
        FROM deal_change
    ) AS touched
    INNER JOIN network_deal AS deal
        ON touched.reporting_period = deal.reporting_period AND touched.deal_reference = deal.deal_reference
    WHERE deal.networks_count > 1
)

SELECT
    reporting_period,
    dataset,
    innovation_code,
    place,
    deal_reference,
    network_code,
    beneficiaries_count,
    all_bases_count,
    investment_gbp,
    is_counted,
    CASE WHEN is_counted THEN 'Counts: ' ELSE counted_network_code || ' counts: ' END
    || CASE
        WHEN decided_by = 'area' THEN 'the place lies in its area.'
        WHEN decided_by = 'alphabet' THEN 'its figures are the largest, and its code comes first among equals.'
        WHEN dataset = 'adoptions' THEN 'it reports the most beneficiaries on all bases together.'
        ELSE 'it reports the largest investment.'
    END,
    :moment
FROM shared
