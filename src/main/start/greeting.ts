import { writePlace } from '../call-path/config/socket-place.ts';
import type { Service } from './service.ts';
import type { StartOptions } from './start-options.ts';

/** Where to look, for a person who has just started the service. */
export function greeting(service: Service, options: StartOptions, startedInMs: number): string {
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  const url = `http://${host}:${service.port}`;
  const seconds = (startedInMs / 1000).toFixed(1);
  const lines =
    options.language === 'zh'
      ? chinese(url, seconds, service, options)
      : english(url, seconds, service, options);
  return `\n${lines.map(([name, value]) => `  ${name}  ${value}`).join('\n')}\n\n`;
}

type Lines = readonly (readonly [string, string])[];

function chinese(url: string, seconds: string, service: Service, { town }: StartOptions): Lines {
  return [
    ['警通已启动', `用时 ${seconds} 秒`],
    ['现场通话', `${url}/`],
    ['判定接口', `POST ${url}/v1/verdicts    说明 ${url}/openapi.json`],
    ['运行状态', `${url}/readyz    ${url}/metrics`],
    ...doorLines('呼叫通路', service),
    ['数据目录', service.dataDir],
    ['模拟小镇', town === null ? '未启用' : `${town.people} 人，种子 ${town.seed}（--no-town 关闭）`],
    ['停止运行', 'Ctrl-C'],
  ];
}

function english(url: string, seconds: string, service: Service, { town }: StartOptions): Lines {
  return [
    ['Jingtong  ', `started in ${seconds} s`],
    ['Live page ', `${url}/`],
    ['Verdicts  ', `POST ${url}/v1/verdicts    described at ${url}/openapi.json`],
    ['Operation ', `${url}/readyz    ${url}/metrics`],
    ...doorLines('Call path ', service),
    ['Data      ', service.dataDir],
    [
      'Town      ',
      town === null ? 'off' : `${town.people} people, seed ${town.seed} (--no-town switches it off)`,
    ],
    ['Stop      ', 'Ctrl-C'],
  ];
}

/** Where switches ask; nothing when none may. */
const doorLines = (name: string, { doors }: Service): Lines =>
  doors.length === 0
    ? []
    : [[name, doors.map(({ what, place }) => `${what} ${writePlace(place)}`).join('    ')]];
