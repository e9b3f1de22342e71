import type { BilingualText } from '../../domain/text.ts';

/** Why a move is refused, and what to do about it. Reasons are stable and public. */
export const REFUSAL_WORDS = {
  'bad-key': {
    zh: '幂等键格式不对，请用 8 至 128 个可打印 ASCII 字符',
    en: 'the idempotency key is malformed; use 8 to 128 printable ASCII characters',
  },
  'key-reused': {
    zh: '该幂等键已用于另一内容的请求，请换一个新键',
    en: 'this idempotency key was used for another request; use a new key',
  },
  'wrong-lifecycle': {
    zh: '该记录不属于“{lifecycle}”流程，请核对编号',
    en: 'the record does not follow the lifecycle "{lifecycle}"; check its id',
  },
  'state-unknown': {
    zh: '流程定义第 {version} 版没有状态“{state}”，请管理员补充定义',
    en: 'version {version} of the lifecycle has no state "{state}"; the administrator must add it to the definition',
  },
  'unknown-transition': {
    zh: '“{lifecycle}”没有操作“{transition}”，可用：{possible}',
    en: '"{lifecycle}" has no transition "{transition}"; possible here: {possible}',
  },
  'role-may-not': {
    zh: '角色“{role}”不能{transition}，须由{roles}办理',
    en: 'the role "{role}" may not make the move "{transition}"; ask {roles}',
  },
  'agency-kind-may-not': {
    zh: '该类单位不能{transition}，须由{kinds}办理',
    en: 'a unit of this kind may not make the move "{transition}"; ask {kinds}',
  },
  'not-your-item': {
    zh: '只有{party}可以{transition}，请转交该单位',
    en: 'only the {party} may make the move "{transition}"; pass it to that unit',
  },
  'revision-conflict': {
    zh: '记录已被他人修改（您看到第 {asked} 版，现为第 {current} 版），未覆盖任何内容；请刷新比对后重做',
    en: 'the record was changed by somebody else (you saw revision {asked}, it is now {current}); nothing was overwritten: reload, compare, and do it again',
  },
  'final-state': {
    zh: '记录已办结（{state}），不能再{transition}；如有异议请按可用操作处理：{possible}',
    en: 'the record is closed ({state}) and takes no "{transition}"; possible here: {possible}',
  },
  'not-from-this-state': {
    zh: '“{state}”状态下不能{transition}，现在可以：{possible}',
    en: 'the move "{transition}" is not possible in the state "{state}"; possible here: {possible}',
  },
  'already-open': {
    zh: '记录已经存在，请换一个新编号',
    en: 'the record exists already; open it under a new id',
  },
  'opening-missing': {
    zh: '新建记录须写明编号（26 位）和所属单位',
    en: 'to open a record, give its id (26 characters) and the owning unit',
  },
  'opening-not-wanted': {
    zh: '单位和编号在新建时确定，此操作不能更改，请删去',
    en: 'id and units are set when a record is opened; remove them from this move',
  },
  'parent-missing': {
    zh: '须关联“{parent}”记录，请先选定',
    en: 'it needs a record of "{parent}" to hang on; choose one first',
  },
  'parent-not-wanted': {
    zh: '关联的上级记录不对，应为：{parent}',
    en: 'the record it hangs on is not the right one; wanted: {parent}',
  },
  'same-person': {
    zh: '您已办理过“{done}”，按职责分离要求不能再{transition}，请由他人办理',
    en: 'you made the move "{done}" before; duties are separated, so somebody else must make "{transition}"',
  },
  'field-unknown': {
    zh: '此操作没有字段“{field}”，请删去；可填：{possible}',
    en: 'this move takes no field "{field}"; remove it (it takes: {possible})',
  },
  'field-missing': {
    zh: '缺少“{title}”（{field}）：{wanted}',
    en: '"{title}" ({field}) is missing; {wanted}',
  },
  'field-form': {
    zh: '“{title}”（{field}）填写有误：{wanted}',
    en: '"{title}" ({field}) is not right; {wanted}',
  },
  'field-fixed': {
    zh: '“{title}”（{field}）写入后不得更改，请去掉或另行补充说明',
    en: '"{title}" ({field}) was written once and stays; leave it out, or add a note elsewhere',
  },
  'field-is-other': {
    zh: '“{title}”须为：{values}，才能{transition}；请先更正',
    en: '"{title}" must be one of {values} for the move "{transition}"; correct it first',
  },
  'time-not-ahead': {
    zh: '“{title}”须晚于现在，请改为将来的时间',
    en: '"{title}" must lie in the future; give a later time',
  },
  'time-not-reached': {
    zh: '未到“{title}”，到时再{transition}',
    en: '"{title}" has not come yet; make the move "{transition}" when it has',
  },
  'addressee-missing': {
    zh: '尚未确定承办单位，请先指定再{transition}',
    en: 'no unit is addressed yet; name one before "{transition}"',
  },
  'children-open': {
    zh: '“{lifecycle}”须全部处于：{states}，才能{transition}；请先办结其余各项',
    en: 'every record of "{lifecycle}" must be in one of {states} before "{transition}"; finish the others first',
  },
  'child-missing': {
    zh: '“{lifecycle}”至少一项须处于：{states}，才能{transition}',
    en: 'at least one record of "{lifecycle}" must be in one of {states} before "{transition}"; wait for it or do it first',
  },
  'made-too-often': {
    zh: '{transition}最多 {times} 次，已用完；请按可用操作处理：{possible}',
    en: 'the move "{transition}" can be made at most {times} time(s) and has been; possible here: {possible}',
  },
  'count-too-low': {
    zh: '{transition}须至少 {least} 个相互独立的来源，现有 {found} 个；请补充其他来源（同一人多次举报只算一个）',
    en: 'the move "{transition}" needs at least {least} independent sources and there are {found}; add others (the same person reporting twice is one)',
  },
  'clock-still-runs': {
    zh: '“{clock}”时限未到，到时再{transition}',
    en: 'the time limit "{clock}" has not run out; make the move "{transition}" when it has',
  },
  'duplicate-not-given': {
    zh: '须指明要并入的同类记录，且不能是本记录',
    en: 'name the record to be absorbed: one of the same lifecycle, not this one',
  },
  'purpose-malformed': {
    zh: '用途应为用途表中的代码，案件应为 26 位编号，请改正',
    en: 'give the purpose as a word of the table of purposes and the case by its id (26 characters)',
  },
} as const satisfies Readonly<Record<string, BilingualText>>;

export type RefusalReason = keyof typeof REFUSAL_WORDS;
