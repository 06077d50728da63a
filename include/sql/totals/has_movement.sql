-- Whether any movement was ever noted. One row.
SELECT EXISTS(SELECT FROM totals.movement) AS has_movement
