-- What waits in the outbox goes out in this order, for listd judges each by what it heard before. A withdrawal depends on nothing and
-- keeps no order: all have 0.
ALTER TABLE outbox ADD COLUMN sequence @INTEGER@ NOT NULL DEFAULT 0;
