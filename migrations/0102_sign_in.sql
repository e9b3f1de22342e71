-- How people and programs prove who they are. Only jingtong_gate comes here; no secret is stored as it is.

create table credential (
  person text primary key references person (id),
  -- PHC string of argon2id.
  password_hash text not null,
  password_at timestamptz not null,
  -- Sealed by a key outside the database (AES-256-GCM); null: no second factor yet.
  totp_secret bytea,
  totp_confirmed boolean not null default false,
  -- Last time step accepted: a code is taken once.
  totp_step bigint not null default 0
);

create table recovery_code (
  person text not null references person (id),
  hash text not null,
  used_at timestamptz,
  primary key (person, hash)
);

-- Failed attempts, by a hash of who is tried from where; names nobody, and holds for logins that do not exist alike.
create table sign_in_lane (
  lane text primary key,
  failures integer not null,
  last_at timestamptz not null
);
create index sign_in_lane_by_time on sign_in_lane (last_at);

-- A session acts for one appointment; the token is stored as its SHA-256.
create table session (
  hash text primary key,
  -- All sessions that came from one sign-in by rotation.
  family text not null,
  person text not null references person (id),
  -- Null: may only set up the second factor.
  appointment text references appointment (id),
  created_at timestamptz not null,
  -- When the sign-in was: rotation does not prolong it.
  signed_in_at timestamptz not null,
  seen_at timestamptz not null,
  revoked_at timestamptz,
  revoked_for text,
  check ((revoked_at is null) = (revoked_for is null))
);
create index session_by_person on session (person) where revoked_at is null;
create index session_by_family on session (family);

create table api_key (
  id text primary key,
  hash text not null,
  agency text not null references agency (id),
  role text not null,
  name text not null check (length(name) between 1 and 100),
  scopes text[] not null check (cardinality(scopes) between 1 and 64),
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null check (expires_at > created_at),
  last_used_at timestamptz,
  revoked_at timestamptz,
  -- SHA-256 of the client certificate (DER), hex; null: not bound to one.
  certificate text check (certificate ~ '^[0-9a-f]{64}$')
);
create index api_key_by_agency on api_key (agency);

do $$
declare name text;
begin
  foreach name in array array['credential', 'recovery_code', 'sign_in_lane', 'session', 'api_key'] loop
    execute format('alter table %I enable row level security', name);
    execute format('alter table %I force row level security', name);
    execute format('create policy kept_by_gate on %I to jingtong_gate, current_user using (true) with check (true)', name);
    execute format('grant select, insert, update on %I to jingtong_gate', name);
  end loop;
end $$;
-- Nothing of these is history: old lanes and sessions are swept by functions, so that no account needs "delete".
create function sweep_sign_in(older timestamptz) returns void language sql security definer
  set search_path = pg_catalog, public, pg_temp as $$
  delete from sign_in_lane where last_at < older;
  delete from session where seen_at < older and signed_in_at < older;
$$;
create function forget_recovery_codes(whose text) returns void language sql security definer
  set search_path = pg_catalog, public, pg_temp as $$ delete from recovery_code where person = whose $$;
revoke execute on function sweep_sign_in, forget_recovery_codes from public;
grant execute on function sweep_sign_in, forget_recovery_codes to jingtong_gate;
