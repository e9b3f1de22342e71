// The act stage: answers into the words of each protocol.
export * from './sip/index.ts';
