import type { BilingualText } from '../../domain/text.ts';

type Text = readonly [zh: string, en: string];

const WORDS: Readonly<Record<string, Text>> = {
  'bare-lf': ['有的行以单独的 LF 结尾', 'lines end with a lone LF'],
  'bare-cr': ['有的行以单独的 CR 结尾', 'lines end with a lone CR'],
  'mixed-line-ends': ['行结尾混用', 'line ends of several kinds'],
  'header-after-bare-line-end': [
    '一个说明身份的头域在非 CRLF 行尾之后，严格的程序看不到它',
    'a header about the parties follows a bare line end: a strict reader does not see it',
  ],
  'header-like-fold': ['折行里像是另一个头域', 'a folded line looks like a header of its own'],
  'blank-fold': [
    '折行为空，有的程序会当作头部结束',
    'an empty folded line: some readers take it for the end of the head',
  ],
  'head-end-unclear': ['头部在哪里结束，各程序看法可能不同', 'readers may differ on where the head ends'],
  'folded-start-line': ['起始行后面紧跟折行', 'the start line is folded'],
  'head-not-ended': ['没有结束头部的空行', 'there is no blank line at the end of the head'],
  'nul-in-header': ['头部里有 NUL 字节', 'a NUL byte in the head'],
  'escaped-nul': ['引号内有转义的 NUL', 'an escaped NUL in a quoted string'],
  'line-without-name': ['有一行不是头域', 'a line is no header'],
  'odd-header-name': ['头域名含有不允许的字符', 'a header name has characters it must not have'],
  'almost-a-header': ['有一行几乎是身份头域', 'a line is almost a header about the parties'],
  'header-too-long': ['头域太长，未读', 'a header is too long and was left out'],
  'too-many-headers': ['头域太多，其余未读', 'too many headers; the rest was left out'],
  'unknown-version': ['不是 SIP/2.0', 'the version is not SIP/2.0'],
  'space-after-version': ['起始行末尾有空格', 'blanks at the end of the start line'],
  'spaces-in-start-line': ['起始行里空格过多', 'too many blanks in the start line'],
  'space-in-request-uri': ['请求地址里有空格', 'a blank inside the Request-URI'],
  'brackets-in-request-uri': ['请求地址带尖括号', 'the Request-URI stands in angle brackets'],
  'headers-in-request-uri': ['请求地址里带头域', 'the Request-URI carries headers'],
  'no-request-uri': ['没有请求地址', 'there is no Request-URI'],
  'bad-status-code': ['状态码不可用', 'the status code is no status code'],
  'no-space-after-status': ['状态码后缺空格', 'no blank behind the status code'],
  'cseq-unreadable': ['CSeq 无法读取', 'CSeq cannot be read'],
  'cseq-out-of-range': ['CSeq 超出范围', 'CSeq is out of range'],
  'cseq-method-differs': ['CSeq 的方法与请求不同', 'CSeq names another method than the request'],
  'content-length-too-long': ['Content-Length 大于实际内容', 'Content-Length is more than there is'],
  'content-length-negative': ['Content-Length 为负', 'Content-Length is negative'],
  'content-length-unreadable': ['Content-Length 不是数字', 'Content-Length is no number'],
  'content-length-unclear': [
    '只有部分程序能看到 Content-Length',
    'only some readers see this Content-Length',
  ],
  'content-lengths-differ': ['多个 Content-Length 不一致', 'several Content-Length headers disagree'],
  'bytes-after-body': ['消息之后还有字节', 'there are bytes behind the message'],
  'second-message': ['消息之后还有另一条消息', 'another message stands behind this one'],
  'date-unreadable': ['Date 无法读取', 'Date cannot be read'],
  'remote-party-id-not-screened': ['Remote-Party-ID 未经核验', 'Remote-Party-ID says it was not screened'],
  'bad-counter-in-diversion': ['Diversion 的 counter 不可用', 'a counter of Diversion is no count'],
  'history-info-without-index': ['History-Info 缺少 index', 'an entry of History-Info has no index'],
  'history-info-index-twice': ['History-Info 的 index 重复', 'an index of History-Info stands twice'],
  'history-info-gap': ['History-Info 有缺口', 'History-Info has a gap'],
  'identity-too-long': ['Identity 太长，未读', 'an Identity value is too long and was left out'],
  'too-many-identity-headers': [
    'Identity 太多，其余未读',
    'too many Identity headers; the rest was left out',
  ],
  'too-many-identities': ['身份太多，其余未读', 'too many identities; the rest was left out'],
  'too-many-redirections': ['转移记录太多，其余未读', 'too many redirections; the rest was left out'],
  'too-many-privacy-words': ['Privacy 词太多，其余未读', 'too many words in Privacy; the rest was left out'],
  'body-without-content-type': ['有消息体但没有 Content-Type', 'a body without Content-Type'],
};

/** Words that end in `-in-<header>`; the header's name is put in front. */
const IN_HEADER: Readonly<Record<string, Text>> = {
  comma: ['引号外有逗号，可能读出两个', 'a comma outside quotes: it can be read as two'],
  'empty-value': ['有空值', 'an empty value'],
  'empty-address': ['地址为空', 'the address is empty'],
  'empty-parameter': ['有空参数', 'an empty parameter'],
  'no-scheme': ['地址没有 sip: 或 tel:', 'the address has no scheme'],
  'unclosed-quote': ['引号没有闭合', 'a quote is never closed'],
  'unclosed-bracket': ['尖括号没有闭合', 'an angle bracket is never closed'],
  'bracket-in-brackets': ['尖括号里又有尖括号', 'an angle bracket inside angle brackets'],
  'text-after-brackets': ['尖括号后有多余文字', 'text behind the angle brackets'],
  'second-address': ['一个值里有两个地址', 'two addresses in one value'],
  'address-before-brackets': ['名字像另一个地址', 'the name looks like another address'],
  'name-without-brackets': ['有名字但地址没有尖括号', 'a name, and the address without angle brackets'],
  'space-in-address': ['地址里有空格', 'a blank inside the address'],
  'question-mark-without-brackets': ['带 ? 的地址没有尖括号', 'an address with ? outside angle brackets'],
  'parameters-without-brackets': ['号码的参数没有尖括号', 'parameters of the number without angle brackets'],
  'too-many-values': ['值太多，其余未读', 'too many values; the rest was left out'],
  'name-not-utf-8': ['名字不是 UTF-8，按猜测的编码显示', 'the name is no UTF-8 and is shown by a guess'],
  'control-characters': [
    '名字里有控制字符，显示时去掉',
    'control characters in the name, left out when shown',
  ],
};

/** A problem word as a sentence; an unknown one as itself. */
export function problemText(word: string): BilingualText {
  const found = WORDS[word];
  if (found !== undefined) return { zh: found[0], en: found[1] };
  const inHeader = /^(.+)-in-([a-z-]+)$/.exec(word);
  const text = inHeader === null ? undefined : IN_HEADER[inHeader[1]!];
  if (text !== undefined) {
    const name = headerName(inHeader![2]!);
    return { zh: `${name}：${text[0]}`, en: `${name}: ${text[1]}` };
  }
  const two = /^two-(.+)-headers$/.exec(word)?.[1];
  if (two !== undefined) return { zh: `有两个 ${headerName(two)}`, en: `two ${headerName(two)} headers` };
  const none = /^no-(.+)-header$/.exec(word)?.[1];
  if (none !== undefined) return { zh: `没有 ${headerName(none)}`, en: `no ${headerName(none)} header` };
  const unreadable = /^(.+)-unreadable$/.exec(word)?.[1];
  if (unreadable !== undefined)
    return { zh: `${headerName(unreadable)} 无法读取`, en: `${headerName(unreadable)} cannot be read` };
  return { zh: word, en: word };
}

const SPELLINGS: Readonly<Record<string, string>> = {
  'call-id': 'Call-ID',
  cseq: 'CSeq',
  'remote-party-id': 'Remote-Party-ID',
};

/** `p-asserted-identity` as it is usually written. */
export function headerName(name: string): string {
  return (
    SPELLINGS[name] ??
    name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => dash + letter.toUpperCase())
  );
}
