import { describe, expect, it } from 'vitest';
import { readLaunchArguments, switchesOf } from './launch-arguments';

describe('the command line', () => {
  it('may ask for a screenshot, a start in the tray, and a machine’s page', () => {
    expect(readLaunchArguments(['electron', '.', '--no-sandbox'])).toEqual({
      screenshot: null,
      hidden: false,
      machine: null,
    });
    expect(readLaunchArguments(['--screenshot=/tmp/a.png']).screenshot).toBe('/tmp/a.png');
    expect(readLaunchArguments(['--hidden']).hidden).toBe(true);
    expect(readLaunchArguments(['paddock://machine/Debian%2012']).machine).toBe('Debian 12');
  });

  it.each([
    'paddock://machine/',
    'paddock://delete/web',
    'paddock://machine/a/b',
    'paddock://machine/%E0%A4%A',
    'https://machine/web',
  ])('passes over the link %s', (link) => {
    expect(readLaunchArguments([link]).machine).toBeNull();
  });

  it('hands Chromium’s own switches on to the app that is started in its place, and no other word', () => {
    const argv = [
      'electron',
      '.',
      '--ozone-platform=wayland',
      '--hidden',
      '--no-sandbox',
      'paddock://machine/web',
    ];
    expect(switchesOf([...argv, '--screenshot=/tmp/a.png'])).toEqual([
      '--ozone-platform=wayland',
      '--no-sandbox',
    ]);
  });
});
