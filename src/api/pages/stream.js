const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;

/**
 * Reads server-sent events with `fetch`, because `EventSource` cannot send a token. Comes back by itself after every
 * break, from the last event it has seen.
 */
export class Stream {
  #url;
  #token;
  #on;
  #lastId = null;
  #wait = FIRST_WAIT_MS;
  #stopped = false;

  /** `on`: event(name, data, run) with the run of the service it comes from, open(), broken(detail), refused() when the token is missing or wrong. */
  constructor(url, on) {
    this.#url = url;
    this.#on = on;
  }

  start(token) {
    this.#token = token;
    this.#stopped = false;
    this.#run();
  }

  async #run() {
    while (!this.#stopped) {
      try {
        await this.#readOnce();
        this.#on.broken(null);
      } catch (error) {
        this.#on.broken(error.detail ?? null);
      }
      if (this.#stopped) return;
      await new Promise((resolve) => setTimeout(resolve, this.#wait));
      this.#wait = Math.min(LONGEST_WAIT_MS, this.#wait * 2);
    }
  }

  async #readOnce() {
    const headers = { Accept: 'text/event-stream' };
    if (this.#token) headers.Authorization = `Bearer ${this.#token}`;
    if (this.#lastId) headers['Last-Event-ID'] = this.#lastId;
    const response = await fetch(this.#url, { headers, cache: 'no-store' });
    if (response.status === 401) {
      this.#stopped = true;
      this.#on.refused();
      return;
    }
    if (!response.ok) throw Object.assign(new Error('refused'), { detail: await detailOf(response) });
    this.#wait = FIRST_WAIT_MS;
    this.#on.open();
    await this.#readEvents(response.body.pipeThrough(new TextDecoderStream()).getReader());
  }

  async #readEvents(reader) {
    let waiting = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      waiting += value;
      for (let end = waiting.indexOf('\n\n'); end >= 0; end = waiting.indexOf('\n\n')) {
        this.#dispatch(waiting.slice(0, end));
        waiting = waiting.slice(end + 2);
      }
    }
  }

  #dispatch(block) {
    let name = 'message';
    let data = '';
    for (const line of block.split('\n')) {
      if (line.startsWith('event: ')) name = line.slice(7);
      else if (line.startsWith('data: ')) data += line.slice(6);
      else if (line.startsWith('id: ')) this.#lastId = line.slice(4);
    }
    if (data) this.#on.event(name, JSON.parse(data), this.#lastId?.split('-')[0] ?? null);
  }
}

async function detailOf(response) {
  try {
    const { detail, title } = await response.json();
    return detail ?? title ?? String(response.status);
  } catch {
    return String(response.status);
  }
}
