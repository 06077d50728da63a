-- Every row that a figure could have come from, those that count first. Grain: one row of one file.
SELECT
    explained.counts,
    explained.reason,
    explained.network_code,
    explained.reporting_period,
    explained.submission_id,
    submission.content_sha256,
    explained.sheet,
    explained.row_number,
    explained.innovation_code,
    explained.place,
    explained.deal_reference,
    explained.thing,
    explained.amount
FROM explained
INNER JOIN submission ON explained.submission_id = submission.submission_id
ORDER BY
    explained.counts DESC,
    explained.reporting_period ASC,
    explained.network_code ASC,
    submission.upload_id ASC,
    explained.sheet ASC,
    explained.row_number ASC,
    explained.reason ASC
