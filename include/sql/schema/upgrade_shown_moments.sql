-- Notes the moments at which a database from before they were noted is known to have shown everything.
INSERT INTO totals.shown_moment (shown_at, registry_version)
SELECT
    shown.shown_from,
    (
        SELECT coalesce(max(version.registry_version), 0)
        FROM reference.registry_version AS version
        WHERE version.recorded_at <= shown.shown_from
    ) AS registry_version
FROM (
    SELECT national.shown_from FROM marts.national_totals_history AS national
    UNION
    SELECT network.shown_from FROM marts.network_totals_history AS network
    UNION
    SELECT ladder.shown_from FROM marts.reconciliation_ladder_history AS ladder
    UNION
    SELECT innovation.shown_from FROM marts.innovation_totals_history AS innovation
) AS shown
ON CONFLICT (shown_at) DO NOTHING;
