-- The audit ledger: who did what, when and why, append-only. docs/casework/audit-ledger.md tells what is guaranteed when.

-- Entries of committed transactions that have no place in the log yet. Written by whoever acts, taken out by the sequencer.
create table audit_pending (
  ticket bigint generated always as identity primary key,
  -- Canonical JSON: exactly what is hashed.
  entry text not null check (octet_length(entry) between 2 and 8192),
  -- What the sequencer could not store must not get here: it would hold up everybody's entries.
  check (coalesce(length(entry::jsonb ->> 'id') between 1 and 64, false)
    and coalesce(length(entry::jsonb #>> '{who,agency}'), 0) <= 200
    and coalesce(length(entry::jsonb #>> '{who,person}'), 0) <= 200
    and coalesce(length(entry::jsonb #>> '{what,object}'), 0) <= 200
    and coalesce(length(entry::jsonb #>> '{why,case}'), 0) <= 200)
);

create table audit_entry (
  seq bigint primary key check (seq >= 0),
  entry text not null,
  id text not null generated always as (entry::jsonb ->> 'id') stored,
  agency text generated always as (entry::jsonb #>> '{who,agency}') stored,
  person text generated always as (entry::jsonb #>> '{who,person}') stored,
  object text generated always as (entry::jsonb #>> '{what,object}') stored,
  case_ref text generated always as (entry::jsonb #>> '{why,case}') stored
);
-- Ids are given by chance; a second one of an id would be a sign of tampering and must not stop the sequencer.
create index audit_entry_by_id on audit_entry (id);
create index audit_entry_by_agency on audit_entry (agency, seq);
create index audit_entry_by_object on audit_entry (object, seq) where object is not null;
create index audit_entry_by_case on audit_entry (case_ref, seq) where case_ref is not null;

-- Hashes of the tree, 256 a tile (C2SP tlog-tiles). Only the last tile of a level grows.
create table audit_tile (
  level smallint not null check (level between 0 and 6),
  tile bigint not null check (tile >= 0),
  hashes bytea not null check (length(hashes) between 32 and 8192 and length(hashes) % 32 = 0),
  primary key (level, tile)
);
-- Hashes do not compress.
alter table audit_tile alter column hashes set storage external;

create table audit_checkpoint (
  size bigint primary key check (size >= 0),
  -- C2SP signed note; lines of witnesses are added to it.
  note text not null check (length(note) <= 65536)
);

create function audit_stays() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and tg_table_name = 'audit_tile' then
    if (new.level, new.tile) = (old.level, old.tile) and length(new.hashes) > length(old.hashes)
      and substring(new.hashes for length(old.hashes)) = old.hashes then return new; end if;
  elsif tg_op = 'UPDATE' and tg_table_name = 'audit_checkpoint' then
    if new.size = old.size and starts_with(new.note, old.note) then return new; end if;
  end if;
  raise exception 'the audit ledger is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_stays before update or delete on audit_entry for each row execute function audit_stays();
create trigger audit_stays before update or delete on audit_tile for each row execute function audit_stays();
create trigger audit_stays before update or delete on audit_checkpoint for each row execute function audit_stays();
create trigger audit_entry_whole before truncate on audit_entry for each statement execute function audit_stays();
create trigger audit_tile_whole before truncate on audit_tile for each statement execute function audit_stays();
create trigger audit_checkpoint_whole before truncate on audit_checkpoint for each statement execute function audit_stays();
create trigger audit_pending_whole before truncate or update on audit_pending for each statement execute function audit_stays();

-- An auditor reads every agency's entries, and so does a data-protection officer; others those that were made for their
-- own agency or one under it. Nobody who is sent elsewhere shows their home what the host does.
create function audit_reads_all() returns boolean language sql stable parallel restricted
  set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(current_acting_role() in ('auditor', 'data-protection-officer') and cardinality(agency_scope()) > 0, false) $$;

alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy audit_read on audit_entry for select to jingtong_app
  using (agency = any ((select agency_scope())::text[]) or (select audit_reads_all()));
create policy kept_by_ledger on audit_entry to current_user using (true) with check (true);

-- Whoever acts writes entries about themselves and no one else: a statement smuggled in cannot put words in another's
-- mouth. Nobody but the sequencer reads or changes what waits.
alter table audit_pending enable row level security;
alter table audit_pending force row level security;
create policy audit_add on audit_pending for insert to jingtong_app with check (
  entry::jsonb #>> '{who,agency}' = (select current_agency())
  and entry::jsonb #>> '{who,person}' = (select current_person())
  and entry::jsonb #>> '{who,role}' = (select current_acting_role())
  and entry::jsonb #>> '{who,home}' = (select current_home_agency()));
create policy audit_add_gate on audit_pending for insert to jingtong_gate with check (true);
create policy kept_by_ledger on audit_pending to current_user using (true) with check (true);
grant insert (entry) on audit_pending to jingtong_app, jingtong_gate;

alter table audit_tile enable row level security;
alter table audit_tile force row level security;
create policy kept_by_ledger on audit_tile to current_user using (true) with check (true);
alter table audit_checkpoint enable row level security;
alter table audit_checkpoint force row level security;
create policy known_to_all on audit_checkpoint for select to jingtong_app using ((select current_agency()) is not null);
create policy kept_by_ledger on audit_checkpoint to current_user using (true) with check (true);
grant select on audit_entry, audit_checkpoint to jingtong_app;
