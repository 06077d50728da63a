-- Keeps what one change touched, for the marts that are written when all changes are in.
INSERT INTO past_adoption_change SELECT * FROM adoption_change;
INSERT INTO past_deal_change SELECT * FROM deal_change
