import { expect, it } from 'vitest';
import { Heard } from './heard';

it('What was asked about a thing is good until something is heard of that thing', () => {
  const heard = new Heard();
  const [web, again, shop] = [heard.ask('web'), heard.ask('web'), heard.ask('shop')];
  heard.note('web');
  expect([heard.isGood('web', web), heard.isGood('web', again)]).toEqual([false, false]);
  expect(heard.isGood('shop', shop)).toBe(true);
  expect(heard.isGood('web', heard.ask('web'))).toBe(true);
  expect(heard.isGood('web', web)).toBe(false);
});

it('What is heard of things that nobody asks about is not remembered', () => {
  const heard = new Heard();
  for (let number = 0; number < 1_000; number++) heard.note(`web-${number}`);
  heard.ask('web-7');
  expect(heard.size).toBe(1);
  heard.note('web-7');
  expect(heard.size).toBe(0);
});

it('What was asked about things that are gone is forgotten with them', () => {
  const heard = new Heard();
  const [web] = [heard.ask('web'), heard.ask('shop')];
  heard.keep(new Set(['web']));
  expect(heard.size).toBe(1);
  expect(heard.isGood('web', web)).toBe(true);
});
