import { expect, it } from 'vitest';
import { isAllowedHost, isLoopback } from './allowed-host.ts';

const names = new Set(['desk.example']);

it.each([
  ['localhost', true],
  ['LOCALHOST:8080', true],
  ['localhost.', true],
  ['127.0.0.1:1', true],
  ['192.168.1.7', true],
  ['[::1]', true],
  ['[fe80::1]:8080', true],
  ['desk.example:443', true],
  [undefined, false],
  ['evil.example', false],
  ['evil.desk.example', false],
  ['desk.example.evil', false],
  ['127.0.0.1.evil.example', false],
  ['0x7f000001', false],
  ['[::1', false],
  ['[not-an-address]', false],
  ['localhost:8080:8080', false],
  ['desk.example@evil', false],
  ['a'.repeat(300), false],
])('takes the host %j: %s', (header, allowed) => {
  expect(isAllowedHost(header, names)).toBe(allowed);
});

it.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.evil.example', false],
])('knows whether %s is this machine alone: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback);
});
