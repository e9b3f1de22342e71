-- What the journal says, for questions the journal answers slowly. Everything here can be thrown away: it is written again
-- from the journal.

create table verdict (
  id text primary key,
  seq bigint not null unique,
  event_id text not null,
  at timestamptz not null,
  received_at timestamptz not null,
  source text not null,
  caller text not null,
  -- Identity of the number (domain/number-key); 0: no number, never matched.
  caller_key bigint not null,
  callee text not null,
  callee_key bigint not null,
  trunk text not null,
  outcome text not null,
  measure text not null,
  scored_measure text not null,
  -- Null when nothing could be evaluated: not the same as 0.
  score double precision,
  signals jsonb not null,
  composites jsonb not null,
  list jsonb,
  protection jsonb,
  applies_to text not null,
  degraded jsonb not null,
  policy_version text not null,
  policy_digest text not null
);

create index verdict_by_time on verdict (at);
create index verdict_by_caller on verdict (caller_key, at) where caller_key <> 0;
create index verdict_by_callee on verdict (callee_key, at) where callee_key <> 0;
create index verdict_by_measure on verdict (measure, at);

create table intake_file (
  sha256 text primary key,
  name text not null,
  size bigint not null,
  state text not null check (state in ('open', 'done', 'refused')),
  begun_at timestamptz not null,
  ended_at timestamptz,
  totals jsonb not null,
  reason text,
  -- How often the same content came again under another name.
  duplicates integer not null default 0,
  begin_seq bigint not null,
  end_seq bigint
);

-- How far a reader of the journal has come; written in the same transaction as what it read.
create table projection (
  name text primary key,
  seq bigint not null,
  hash text not null
);
