import type { BilingualText } from '../domain/text.ts';

interface ProblemWords {
  readonly status: number;
  readonly title: BilingualText;
  /** What the client should do now. */
  readonly action: BilingualText;
}

/** Every kind of refusal. The word is public and stable: it ends the `type` of the answer. */
export const PROBLEMS = {
  'malformed-json': {
    status: 400,
    title: { zh: '请求体不是合法的 JSON', en: 'The body is not valid JSON' },
    action: {
      zh: '请按 RFC 8259 发送一个 JSON 对象，UTF-8 编码。',
      en: 'Send one JSON object (RFC 8259) in UTF-8.',
    },
  },
  'invalid-call': {
    status: 400,
    title: { zh: '呼叫字段有误', en: 'Fields of the call are wrong' },
    action: {
      zh: '请改正 errors 中所列字段后重发；整个请求未作判定。字段说明见 /openapi.json。',
      en: 'Correct the fields listed in errors and send again; nothing of this request was judged. See /openapi.json.',
    },
  },
  'invalid-query': {
    status: 400,
    title: { zh: '查询参数有误', en: 'The query is wrong' },
    action: { zh: '请改正 errors 中所列参数。', en: 'Correct the parameters listed in errors.' },
  },
  'invalid-request': {
    status: 400,
    title: { zh: '请求无法受理', en: 'The request cannot be handled' },
    action: { zh: '请按说明改正后重发。', en: 'Correct it as the detail says and send again.' },
  },
  'token-required': {
    status: 401,
    title: { zh: '需要访问令牌', en: 'An access token is required' },
    action: {
      zh: '请带上 “Authorization: Bearer 令牌”；令牌在 --token-file 所指的文件里。',
      en: 'Send "Authorization: Bearer TOKEN"; the token is in the file given as --token-file.',
    },
  },
  'host-refused': {
    status: 403,
    title: { zh: '主机名不被接受', en: 'This host name is not accepted' },
    action: {
      zh: '请用 IP 地址或 localhost 访问，或在启动时用 --allow-host 加上这个名字。',
      en: 'Use an IP address or localhost, or start with --allow-host NAME.',
    },
  },
  'cross-site': {
    status: 403,
    title: { zh: '拒绝其他网站发来的请求', en: 'Requests from other web sites are refused' },
    action: {
      zh: '请从服务端调用本接口。',
      en: 'Call this interface from a server, not from a web page elsewhere.',
    },
  },
  'not-found': {
    status: 404,
    title: { zh: '没有这个资源', en: 'There is no such resource' },
    action: { zh: '接口一览见 /openapi.json。', en: 'See /openapi.json for what there is.' },
  },
  'no-such-verdict': {
    status: 404,
    title: { zh: '没有这个编号的判定', en: 'No verdict has this id' },
    action: {
      zh: '请核对编号；未确认（acknowledged=false）的判定可能没有留下。',
      en: 'Check the id; a verdict that was not acknowledged may not have been kept.',
    },
  },
  'method-not-allowed': {
    status: 405,
    title: { zh: '不支持这个方法', en: 'This method is not supported here' },
    action: { zh: '允许的方法见 Allow 头。', en: 'See the Allow header.' },
  },
  'event-id-conflict': {
    status: 409,
    title: { zh: '事件编号已用于另一通呼叫', en: 'The event id was used for another call' },
    action: {
      zh: '每通呼叫请用新的 eventId；重发同一通呼叫时内容不得改变。',
      en: 'Use a new eventId for each call; a repetition must carry the same call.',
    },
  },
  'body-too-large': {
    status: 413,
    title: { zh: '请求体过大', en: 'The body is too large' },
    action: { zh: '请分成较小的批次。', en: 'Send smaller batches.' },
  },
  'url-too-long': {
    status: 414,
    title: { zh: '网址过长', en: 'The URL is too long' },
    action: { zh: '请缩短查询参数。', en: 'Shorten the query.' },
  },
  'not-json': {
    status: 415,
    title: { zh: '只接受 application/json', en: 'Only application/json is accepted' },
    action: { zh: '请设置 Content-Type: application/json。', en: 'Set Content-Type: application/json.' },
  },
  'too-many-requests': {
    status: 429,
    title: { zh: '请求过于频繁', en: 'Too many requests' },
    action: {
      zh: '请按 Retry-After 稍后重试；这些呼叫未作判定，请先放行。',
      en: 'Retry after Retry-After; these calls were not judged: let them pass.',
    },
  },
  overloaded: {
    status: 503,
    title: { zh: '服务过载', en: 'Overloaded' },
    action: {
      zh: '呼叫未作判定，请先放行并稍后重试。',
      en: 'The calls were not judged: let them pass, and retry later.',
    },
  },
  unavailable: {
    status: 503,
    title: { zh: '暂时无法服务', en: 'Not available now' },
    action: {
      zh: '呼叫未作判定，请先放行；原因见 /readyz。',
      en: 'Nothing was judged: let calls pass. /readyz says why.',
    },
  },
  internal: {
    status: 500,
    title: { zh: '程序出错', en: 'An error on our side' },
    action: {
      zh: '呼叫未作判定，请先放行；请把 requestId 告诉我们。',
      en: 'Nothing was judged: let calls pass. Please report the requestId.',
    },
  },
} as const satisfies Record<string, ProblemWords>;
export type ProblemWord = keyof typeof PROBLEMS;
