import { describe, expect, it } from 'vitest';
import { LoadGauge } from './load-gauge.ts';

describe('load gauge', () => {
  it('measures the wait with a probe once a socket is not read empty, and sheds above the limit', () => {
    let probes = 0;
    const gauge = new LoadGauge(100);
    const lane = gauge.lane(() => {
      probes += 1;
    });
    for (let now = 1000; now <= 1010; now += 1) lane.noteFull(now);
    expect(probes).toBe(1);
    lane.probeRead(1060);
    expect([gauge.waitMs(), gauge.isOverloaded]).toEqual([50, false]);
    for (let now = 1061; now <= 1080; now += 1) lane.noteFull(now);
    lane.probeRead(1190);
    expect(gauge.isOverloaded).toBe(true);
    lane.noteEmpty();
    expect([gauge.waitMs(), gauge.isOverloaded]).toEqual([0, false]);
  });
  it('takes a probe that never comes back for a wait', () => {
    const gauge = new LoadGauge(100);
    const lane = gauge.lane(() => undefined);
    for (let now = 1; now <= 150; now += 1) lane.noteFull(now);
    expect(gauge.isOverloaded).toBe(true);
  });
  it('never asks while everything is read', () => {
    let probes = 0;
    const lane = new LoadGauge(100).lane(() => {
      probes += 1;
    });
    for (let now = 1; now < 100; now += 1) {
      lane.noteFull(now);
      lane.noteEmpty();
    }
    expect(probes).toBe(0);
  });
  it('sheds when timers are late and forgets that by halves', () => {
    const gauge = new LoadGauge(100);
    gauge.noteLate(300);
    expect(gauge.isOverloaded).toBe(true);
    gauge.noteLate(0);
    expect(gauge.isOverloaded).toBe(true);
    gauge.noteLate(0);
    gauge.noteLate(0);
    expect(gauge.isOverloaded).toBe(false);
  });
});
