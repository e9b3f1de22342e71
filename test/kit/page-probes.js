// Measurements that run inside the page under test; evaluated as text, so nothing here imports or exports.
globalThis.pageProbes = {
  /** Pixels by which the page is wider than the window. */
  overflow: () => document.documentElement.scrollWidth - document.documentElement.clientWidth,

  focused: () => `${document.activeElement?.id} ${document.activeElement?.className}`,

  /** Targets smaller than 24 CSS pixels (WCAG 2.5.8). */
  smallTargets: () =>
    [...document.querySelectorAll('button, select, summary, #rows tr')]
      .filter((target) => target.offsetParent !== null)
      .filter((target) => {
        const { width, height } = target.getBoundingClientRect();
        return width < 24 || height < 24;
      })
      .map((target) => target.outerHTML.slice(0, 80)),

  /** Cells that reach beyond the window. */
  cutCells: () =>
    [...document.querySelectorAll('#rows td:not(.why), #rows .mark, .figures dd')]
      .filter((cell) => cell.getBoundingClientRect().right > document.documentElement.clientWidth)
      .map((cell) => cell.outerHTML.slice(0, 80)),

  /** Texts that stand out from what is behind them by less than WCAG 1.4.3 asks. */
  poorContrast() {
    const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (rgb) =>
      rgb.slice(0, 3).reduce((sum, value, place) => {
        const part = value / 255;
        const linear = part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        return sum + linear * [0.2126, 0.7152, 0.0722][place];
      }, 0);
    const backgroundOf = (element) => {
      for (let at = element; at; at = at.parentElement) {
        const colour = channels(getComputedStyle(at).backgroundColor);
        if (colour.length > 0 && (colour[3] ?? 1) > 0.5) return colour;
      }
      return [255, 255, 255];
    };
    const poor = [];
    for (const element of document.querySelectorAll('body *')) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
      if (!own || element.offsetParent === null || element.closest('.hidden, svg')) continue;
      const one = luminance(channels(getComputedStyle(element).color));
      const other = luminance(backgroundOf(element));
      const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
      if (ratio < 4.5) poor.push(`${ratio.toFixed(2)} ${element.outerHTML.slice(0, 90)}`);
    }
    return poor;
  },
};
