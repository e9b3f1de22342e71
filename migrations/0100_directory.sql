-- Who there is: agencies in trees, people, and what each may act as.

-- Two accounts of the running service, neither owner of any table nor free of row security. They are made here when the
-- migrating account may make them; otherwise an administrator makes them first.
-- jingtong_app: casework. jingtong_gate: sign-in, keys and the directory; sees no casework.
do $$
declare account text;
begin
  foreach account in array array['jingtong_app', 'jingtong_gate'] loop
    if not exists (select from pg_roles where rolname = account) then
      begin
        execute format('create role %I nologin nosuperuser nocreatedb nocreaterole noinherit nobypassrls noreplication', account);
      exception when duplicate_object or unique_violation then null;
      end;
    end if;
  end loop;
end $$;

revoke create on schema public from public;
grant usage on schema public to jingtong_app, jingtong_gate;

create table agency (
  id text primary key check (id ~ '^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$'),
  kind text not null check (kind in ('police', 'regulator', 'carrier', 'virtual-operator', 'bank', 'payment',
    'internet', 'centre')),
  name text not null check (length(name) between 1 and 200),
  parent text,
  -- From the top of the tree down to this agency; kept by the trigger.
  path text[] not null,
  state text not null default 'active' check (state in ('active', 'suspended')),
  created_at timestamptz not null default now(),
  unique (id, kind),
  -- A tree is of one kind: no place in it gives one kind of agency sight of another.
  foreign key (parent, kind) references agency (id, kind)
);
create index agency_by_path on agency using gin (path);

create function agency_path() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare above text[] := '{}';
begin
  if tg_op = 'UPDATE' then
    if new.id <> old.id or new.kind <> old.kind or new.parent is distinct from old.parent then
      raise exception 'an agency keeps its code, kind and place; suspend it and add another' using errcode = 'check_violation';
    end if;
    new.path := old.path;
    return new;
  end if;
  if new.parent is not null then
    select path into above from agency where id = new.parent;
    if above is null then
      raise exception 'there is no agency %', new.parent using errcode = 'foreign_key_violation';
    end if;
  end if;
  if cardinality(above) >= 16 then
    raise exception 'an agency stands at most 16 levels deep' using errcode = 'check_violation';
  end if;
  new.path := above || new.id;
  return new;
end $$;
create trigger agency_path before insert or update on agency for each row execute function agency_path();

create table person (
  id text primary key,
  login text not null unique check (login = lower(login) and length(login) between 2 and 64),
  name text not null check (length(name) between 1 and 100),
  home_agency text not null references agency (id),
  state text not null default 'active' check (state in ('active', 'disabled')),
  created_at timestamptz not null default now()
);
create index person_by_home on person (home_agency);

-- One role at one agency for a time. Never deleted, and of a row only the end may change: history stays.
create table appointment (
  id text primary key,
  person text not null references person (id),
  agency text not null references agency (id),
  role text not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  revoked_at timestamptz,
  is_secondment boolean not null default false,
  -- Who decided it, and on what paper.
  decided_by text not null,
  reason text not null check (length(reason) between 1 and 500),
  created_at timestamptz not null default now(),
  check (valid_until > valid_from),
  check (not is_secondment or valid_until is not null)
);
create index appointment_by_person on appointment (person);
create index appointment_by_agency on appointment (agency);
-- The same role at the same agency twice would only hide that one of them was revoked.
create unique index appointment_open on appointment (person, agency, role) where revoked_at is null and valid_until is null;

create function appointment_stays() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an appointment is revoked, never deleted' using errcode = 'check_violation';
  end if;
  if (new.id, new.person, new.agency, new.role, new.valid_from, new.is_secondment, new.decided_by, new.reason)
    is distinct from (old.id, old.person, old.agency, old.role, old.valid_from, old.is_secondment, old.decided_by, old.reason)
    or (old.revoked_at is not null and new.revoked_at is distinct from old.revoked_at)
    or (old.valid_until is not null and (new.valid_until is null or new.valid_until > old.valid_until)) then
    raise exception 'of an appointment only the end may change, and only to an earlier one' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger appointment_stays before update or delete on appointment for each row execute function appointment_stays();

-- Sent elsewhere (派驻) means: not at home, and for a time; an ordinary appointment is at home.
create function appointment_place() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if (select home_agency from person where id = new.person) = new.agency then
    if new.is_secondment then
      raise exception 'nobody is seconded to their own agency' using errcode = 'check_violation';
    end if;
  elsif not new.is_secondment then
    raise exception 'a role at another agency is a secondment, with an end' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger appointment_place before insert on appointment for each row execute function appointment_place();

grant select, insert, update on agency, person, appointment to jingtong_gate;
