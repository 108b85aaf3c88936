import { describe, expect, it } from 'vitest';
import { Teller } from './teller';

const teller = new Teller({
  'It is empty.': 'Er ist leer.',
  '{path} is not {title*}.': '{path} ist nicht {title}.',
  'a file': 'eine Datei',
  '{path} is not there.': '{path} ist nicht da.',
  'The disk {path} is not there.': 'Der Datenträger {path} ist nicht da.',
  'Paddock may not open {path*}.': 'Paddock darf {path} nicht öffnen.',
  '“{name}” is busy{since*}.': '„{name}“ ist beschäftigt{since}.',
  ' since {when}': ' seit {when}',
  'First this. Then that.': 'Erst dies, dann das.',
});
const tell = (text: string): string => teller.tell(text);

describe('what main says', () => {
  it('is told by the sentence, with its parts where the other language has them', () => {
    expect(tell('It is empty.')).toBe('Er ist leer.');
    expect(tell('/tmp/a b (1).iso is not there.')).toBe('/tmp/a b (1).iso ist nicht da.');
  });

  it('is told by the entry that says more where two fit', () => {
    expect(tell('The disk /a is not there.')).toBe('Der Datenträger /a ist nicht da.');
  });

  it('has parts told in their turn that main says as well, and no others', () => {
    expect(tell('Paddock may not open a file.')).toBe('Paddock darf eine Datei nicht öffnen.');
    expect(tell('Paddock may not open /a.')).toBe('Paddock darf /a nicht öffnen.');
    expect(tell('“a file” is busy since noon.')).toBe('„a file“ ist beschäftigt seit noon.');
    expect(tell('“x” is busy.')).toBe('„x“ ist beschäftigt.');
  });

  it('has no hole filled in with a sentence and a half', () => {
    expect(tell('/a is not there. It is empty.')).toBe('/a ist nicht da. Er ist leer.');
    expect(tell('/a. b is not there.')).toBe('/a. b ist nicht da.');
  });

  it('is told sentence by sentence where several were put together, those it knows together first', () => {
    expect(tell('It is empty. First this. Then that. It is empty.')).toBe(
      'Er ist leer. Erst dies, dann das. Er ist leer.',
    );
    expect(tell('/a is not there. mkfs: no such device. It is empty.')).toBe(
      '/a ist nicht da. mkfs: no such device. Er ist leer.',
    );
  });

  it('stays as it is where nobody knows words for it', () => {
    expect(tell('qemu-system-x86_64: Bad luck. Try -help.')).toBe('qemu-system-x86_64: Bad luck. Try -help.');
    expect(tell('')).toBe('');
  });
});
