import { element, svgElement } from './element.js';
import { text } from './text.js';

/** Mildest first, as everywhere. */
export const MEASURES = ['none', 'observe', 'label', 'warn', 'rate-limit', 'divert', 'block'];

/** One shape a measure, so that nobody needs the colour. */
const SHAPES = {
  none: 'M3 8.500l3.200 3L13 4.500',
  observe:
    'M1.500 8c3-5.500 10-5.500 13 0-3 5.500-10 5.500-13 0zM8 6.300a1.700 1.700 0 1 0 0 3.400 1.700 1.700 0 0 0 0-3.400z',
  label: 'M2 2.500h5.500l6.500 6.500-5 5L2 7.500zM5 5.500h.1',
  warn: 'M8 2 1.500 13.500h13zM8 6.500v3M8 11.700v.1',
  'rate-limit': 'M2 4.500h12M4.500 8h7M7 11.500h2',
  divert: 'M2 12c0-4 3-6 6-6h5M10 2.500 13.500 6 10 9.500',
  block: 'M8 1.800a6.200 6.200 0 1 0 0 12.400A6.200 6.200 0 0 0 8 1.800zM3.700 3.700l8.600 8.600',
};

export function measureIcon(measure) {
  return svgElement(
    'svg',
    { viewBox: '0 0 16 16', width: 14, height: 14, 'aria-hidden': 'true', class: 'shape' },
    svgElement('path', { d: SHAPES[measure] ?? SHAPES.observe }),
  );
}

/** Colour, shape and word together. */
export function measureMark(measure) {
  return element(
    'span',
    { class: `mark m-${measure}` },
    measureIcon(measure),
    text().measures[measure] ?? measure,
  );
}
