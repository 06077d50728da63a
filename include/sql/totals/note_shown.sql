-- Notes that everything recorded by this moment is now shown.
INSERT INTO totals.shown_moment (shown_at, registry_version)
VALUES (:moment, :registry_version)
ON CONFLICT (shown_at) DO UPDATE SET registry_version = excluded.registry_version
