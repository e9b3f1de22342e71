-- Row-level security under the application's own check: a statement that forgot to ask still sees only the rows of the
-- agency it acts for. docs/casework/access.md tells how it works and how a new table is protected.

-- Key of the seal on a transaction's settings. jingtong_app cannot read it, so a statement that was smuggled in
-- cannot pose as another agency. Inner and outer key of HMAC-SHA256 (RFC 2104), 64 octets each.
create table subject_seal (
  only_one boolean primary key default true check (only_one),
  key bytea not null check (length(key) = 32),
  inner_key bytea not null,
  outer_key bytea not null
);

do $$
declare
  secret bytea := sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));
  inner_pad bytea := secret || decode(repeat('00', 32), 'hex');
  outer_pad bytea := inner_pad;
begin
  for i in 0..63 loop
    inner_pad := set_byte(inner_pad, i, get_byte(inner_pad, i) # 54);
    outer_pad := set_byte(outer_pad, i, get_byte(outer_pad, i) # 92);
  end loop;
  insert into subject_seal (key, inner_key, outer_key) values (secret, inner_pad, outer_pad);
end $$;
grant select (key) on subject_seal to jingtong_gate;

-- [agency, person, role, purpose, home agency, case] of this transaction, or null when nobody acts: a setting is
-- missing, or the seal is not that of these settings on this connection in this very transaction.
create function current_subject() returns text[] language plpgsql stable parallel restricted security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  subject text[] := array[
    coalesce(current_setting('jingtong.agency', true), ''), coalesce(current_setting('jingtong.person', true), ''),
    coalesce(current_setting('jingtong.role', true), ''), coalesce(current_setting('jingtong.purpose', true), ''),
    coalesce(current_setting('jingtong.home_agency', true), ''), coalesce(current_setting('jingtong.case', true), '')];
  seal text := coalesce(current_setting('jingtong.seal', true), '');
  message bytea;
  expected text;
begin
  if subject[1] = '' or subject[2] = '' or subject[3] = '' or seal = '' then return null; end if;
  message := convert_to(array_to_string(subject || pg_backend_pid()::text
    || (extract(epoch from transaction_timestamp()) * 1000000)::bigint::text, E'\x1f'), 'UTF8');
  select encode(sha256(k.outer_key || sha256(k.inner_key || message)), 'hex') into expected from subject_seal k;
  if seal is distinct from expected then return null; end if;
  return subject;
end $$;

create function current_agency() returns text language sql stable parallel restricted
  set search_path = pg_catalog, public, pg_temp as $$ select (current_subject())[1] $$;
create function current_person() returns text language sql stable parallel restricted
  set search_path = pg_catalog, public, pg_temp as $$ select (current_subject())[2] $$;
create function current_acting_role() returns text language sql stable parallel restricted
  set search_path = pg_catalog, public, pg_temp as $$ select (current_subject())[3] $$;
create function current_purpose() returns text language sql stable parallel restricted
  set search_path = pg_catalog, public, pg_temp as $$ select nullif((current_subject())[4], '') $$;
create function current_home_agency() returns text language sql stable parallel restricted
  set search_path = pg_catalog, public, pg_temp as $$ select (current_subject())[5] $$;
create function current_case() returns text language sql stable parallel restricted
  set search_path = pg_catalog, public, pg_temp as $$ select nullif((current_subject())[6], '') $$;

-- The acting agency and all under it; empty when nobody acts, for a suspended agency, and for the system
-- administrator, who keeps the system and sees nothing of what is in it. An array, so that a policy asks once a
-- statement and then uses the index on owning_agency.
create function agency_scope() returns text[] language plpgsql stable parallel restricted security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare subject text[] := current_subject();
begin
  if subject is null or subject[3] = 'system-administrator' then return '{}'; end if;
  if exists (select from agency suspended
    where suspended.state = 'suspended' and suspended.id = any ((select path from agency where id = subject[1])::text[]))
    then return '{}'; end if;
  return coalesce((select array_agg(id) from agency where path @> array[subject[1]]), '{}');
end $$;

-- Whom new rows belong to; null when nobody may write.
create function writing_agency() returns text language sql stable parallel restricted
  set search_path = pg_catalog, public, pg_temp as $$
  select case when subject[1] = any (agency_scope()) then subject[1] end from current_subject() subject $$;

-- What one agency lets another see, in one case and for a time. Only of what is its own.
create table access_grant (
  id text primary key,
  owning_agency text not null references agency (id),
  grantee text not null references agency (id),
  person text references person (id),
  case_ref text not null check (length(case_ref) between 1 and 64),
  actions text[] not null check (cardinality(actions) between 1 and 64),
  purposes text[] not null check (cardinality(purposes) between 1 and 64),
  valid_from timestamptz not null,
  valid_until timestamptz not null check (valid_until > valid_from),
  revoked_at timestamptz,
  decided_by text not null,
  reason text not null check (length(reason) between 1 and 500),
  -- At home only by name: what even a role may do only with somebody's leave.
  check (owning_agency <> grantee or person is not null)
);
create index access_grant_by_grantee on access_grant (grantee);

-- 'owner/case' of every grant in force for the acting agency, person and purpose.
create function granted_cases() returns text[] language plpgsql stable parallel restricted security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare subject text[] := current_subject();
begin
  if subject is null or agency_scope() = '{}' then return '{}'; end if;
  return coalesce((select array_agg(owning_agency || '/' || case_ref) from access_grant
    where grantee = subject[1] and (person is null or person = subject[2]) and subject[4] = any (purposes)
      and revoked_at is null and valid_from <= now() and now() < valid_until), '{}');
end $$;

-- A row never changes hands by an ordinary update; and who else takes part is the owner's to say.
create function owner_stays() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if current_user <> 'jingtong_app' then return new; end if;
  if new.owning_agency is distinct from old.owning_agency then
    raise exception 'the owning agency of a row does not change' using errcode = 'insufficient_privilege';
  end if;
  if tg_nargs > 0 and to_jsonb(new) -> tg_argv[0] is distinct from to_jsonb(old) -> tg_argv[0]
    and not coalesce(old.owning_agency = any (agency_scope()), false) then
    raise exception 'only the owning agency says who else takes part' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- Protects a table that has owning_agency: call it in the migration that makes the table.
--   parties: a column (text or text[]) with agencies that take part: they see the row and may answer in it
--   cases: a column with the case a row belongs to: a grant for that case lets another agency read it
--   append_only: rows are added and read, never changed
--   parties_read_only: those that take part see the row and change nothing in it
-- Nobody deletes. Every unique index but that of a random id must begin with owning_agency (a conflict tells).
create function protect_table(name regclass, parties text default null, cases text default null,
  append_only boolean default false, parties_read_only boolean default false) returns void language plpgsql
  set search_path = pg_catalog, public, pg_temp as $$
declare
  mine text := 'owning_agency = any ((select public.agency_scope())::text[])';
  part text := '';
  granted text := '';
  answering text := '';
  kind text;
begin
  if not exists (select from pg_attribute where attrelid = name and attname = 'owning_agency' and attnotnull) then
    raise exception '% has no column "owning_agency text not null"', name;
  end if;
  if parties is not null then
    select format_type(atttypid, atttypmod) into kind from pg_attribute
      where attrelid = name and attname = parties and not attisdropped;
    part := case kind
      when 'text' then format(' or %I = any ((select public.agency_scope())::text[])', parties)
      when 'text[]' then format(' or %I && (select public.agency_scope())::text[]', parties) end;
    if part is null then raise exception 'column "%" of % is neither text nor text[]', parties, name; end if;
    if not parties_read_only then answering := part; end if;
  end if;
  if cases is not null then
    granted := format(' or (owning_agency || ''/'' || %I) = any ((select public.granted_cases())::text[])', cases);
    execute format('create index on %s ((owning_agency || ''/'' || %I)) where %I is not null', name, cases, cases);
  end if;
  execute format('create index on %s (owning_agency)', name);
  if parties is not null then
    execute format(case kind when 'text' then 'create index on %s (%I)' else 'create index on %s using gin (%I)' end,
      name, parties);
  end if;
  execute format('alter table %s enable row level security', name);
  execute format('alter table %s force row level security', name);
  execute format('create policy scope_read on %s for select to jingtong_app using (%s)', name, mine || part || granted);
  execute format('create policy scope_add on %s for insert to jingtong_app
    with check (owning_agency = (select public.writing_agency()))', name);
  execute format('grant select, insert on %s to jingtong_app', name);
  if not append_only then
    execute format('create policy scope_change on %s for update to jingtong_app using (%s) with check (%s)',
      name, mine || answering, mine || answering);
    execute format('grant update on %s to jingtong_app', name);
    execute format('create trigger owner_stays before update on %s for each row execute function public.owner_stays(%s)',
      name, coalesce(quote_literal(parties), ''));
  end if;
end $$;
revoke execute on function protect_table from public;

select protect_table('access_grant', parties => 'grantee', parties_read_only => true);

-- Names and kinds of agencies are known to all who act: a request has to be addressed. People are seen by their own.
alter table agency enable row level security;
alter table agency force row level security;
create policy known_to_all on agency for select to jingtong_app using ((select current_agency()) is not null);
create policy kept_by_gate on agency to jingtong_gate, current_user using (true) with check (true);
alter table person enable row level security;
alter table person force row level security;
create policy seen_by_own on person for select to jingtong_app
  using (home_agency = any ((select agency_scope())::text[]) or id = (select current_person()));
create policy kept_by_gate on person to jingtong_gate, current_user using (true) with check (true);
alter table appointment enable row level security;
alter table appointment force row level security;
create policy seen_by_own on appointment for select to jingtong_app using (agency = any ((select agency_scope())::text[]));
create policy kept_by_gate on appointment to jingtong_gate, current_user using (true) with check (true);
alter table subject_seal enable row level security;
alter table subject_seal force row level security;
create policy kept_by_gate on subject_seal for select to jingtong_gate, current_user using (true);
grant select on agency, person, appointment to jingtong_app;
grant select on access_grant to jingtong_gate;
create policy kept_by_gate on access_grant for select to jingtong_gate, current_user using (true);
