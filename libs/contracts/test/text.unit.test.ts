import { line, printable, words } from '@oms/contracts';
import { expect } from 'chai';

describe('text that people type', () => {
  const taken = (schema: ReturnType<typeof line>, text: string) => schema.safeParse(text).success;

  it('holds no control characters but, where it may have several lines, line breaks and tabs', () => {
    for (const bad of ['bell \u0007', 'escape \u001b[31m', 'deleted \u007f', 'next line \u0085']) {
      for (const schema of [line(100), words(100), printable]) expect(taken(schema, bad), bad).to.equal(false);
    }
    for (const several of ['one\ntwo', 'one\r\ntwo', 'one\ttwo']) {
      expect(taken(line(100), several)).to.equal(false);
      for (const schema of [words(100), printable]) expect(taken(schema, several)).to.equal(true);
    }
  });

  it('is taken in every script, joined emoji included', () => {
    for (const text of ['Zoë O’Neil', '李小龍', 'محمد', '\u{1f469}\u200d\u{1f467}']) {
      expect(line(100).parse(` ${text} `)).to.equal(text);
      expect(words(100).parse(`${text}\n`)).to.equal(text);
    }
  });

  it('is not empty, nor longer than it may be', () => {
    for (const schema of [line(3), words(3)]) {
      for (const text of ['', ' \n ', 'four']) expect(taken(schema, text), text).to.equal(false);
    }
  });
});
