-- Keeps the deals that one change touched, for the marts that are written when all changes are in.
INSERT INTO past_deal_change SELECT * FROM deal_change
