/** Writes the SIP messages of a call for tests. */
export interface DialogForm {
  readonly callId?: string;
  readonly callerTag?: string;
  readonly caller?: string;
  readonly callee?: string;
  /** Names the hop: each has its own branch and number of Via headers. */
  readonly hop?: string;
  readonly hops?: number;
  /** The caller's own transaction, of a message that has gone further than one hop. */
  readonly root?: string;
  readonly cseq?: number;
  readonly toTag?: string;
  readonly headers?: readonly string[];
  readonly body?: string;
}

export class Dialog {
  readonly #form: DialogForm;

  constructor(form: DialogForm = {}) {
    this.#form = form;
  }

  invite(form: DialogForm = {}): string {
    return this.#request('INVITE', form);
  }

  reInvite(form: DialogForm = {}): string {
    return this.#request('INVITE', { toTag: 'b1', cseq: 9, ...form });
  }

  response(status: number, form: DialogForm & { method?: string } = {}): string {
    const { method = 'INVITE', ...rest } = form;
    return this.#message(`SIP/2.0 ${status} Whatever`, method, { toTag: 'b1', ...rest }, false);
  }

  ack(form: DialogForm = {}): string {
    return this.#request('ACK', { toTag: 'b1', ...form });
  }

  cancel(form: DialogForm = {}): string {
    return this.#request('CANCEL', form);
  }

  /** By the caller unless told otherwise: then From and To change places. */
  bye(form: DialogForm & { by?: 'caller' | 'callee' } = {}): string {
    const { by = 'caller', ...rest } = form;
    return this.#message(
      this.#line('BYE', rest),
      'BYE',
      { toTag: 'b1', cseq: 2, hop: 'bye', ...rest },
      by === 'callee',
    );
  }

  #request(method: string, form: DialogForm): string {
    return this.#message(this.#line(method, form), method, form, false);
  }

  #line(method: string, form: DialogForm): string {
    return `${method} sip:${this.#of(form).callee}@callee.example SIP/2.0`;
  }

  #of(form: DialogForm) {
    return {
      callId: 'c1@caller.example',
      callerTag: 'a1',
      caller: '13800000001',
      callee: '13900000002',
      hop: 'x',
      hops: 1,
      root: 'x0',
      cseq: 1,
      toTag: '',
      headers: [],
      body: '',
      ...this.#form,
      ...form,
    };
  }

  #message(line: string, method: string, given: DialogForm, isTurned: boolean): string {
    const form = this.#of(given);
    const tag = form.toTag === '' ? '' : `;tag=${form.toTag}`;
    const near = `<sip:${form.caller}@caller.example>;tag=${form.callerTag}`;
    const far = `<sip:${form.callee}@callee.example>${tag}`;
    // The undermost is the caller's own transaction on every hop.
    const branch = (place: number) =>
      place > 0 && place === form.hops - 1 ? form.root : `${form.hop}${place}`;
    const vias = Array.from(
      { length: form.hops },
      (_, place) => `Via: SIP/2.0/UDP h${form.hops - place}.example;branch=z9hG4bK${branch(place)}`,
    );
    return [
      line,
      ...vias,
      `From: ${isTurned ? far : near}`,
      `To: ${isTurned ? near : far}`,
      `Call-ID: ${form.callId}`,
      `CSeq: ${form.cseq} ${method}`,
      ...form.headers,
      `Content-Length: ${form.body.length}`,
      '',
      form.body,
    ].join('\r\n');
  }
}
