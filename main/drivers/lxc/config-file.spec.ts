import { describe, expect, it } from 'vitest';
import { ConfigFile } from './config-file';

const TEXT = `# made by hand
lxc.include = /usr/share/lxc/config/common.conf
lxc.net.0.type = veth
lxc.net.0.link=lxcbr0
lxc.uts.name = "web"
lxc.cap.drop = sys_time
lxc.cap.drop = sys_module
`;

describe('a container’s configuration', () => {
  it('is read as lxc.container.conf(5) has it: blanks, quotes, keys that come again', () => {
    const file = new ConfigFile(TEXT);
    expect(file.value('lxc.net.0.link')).toBe('lxcbr0');
    expect(file.value('lxc.uts.name')).toBe('web');
    expect(file.values('lxc.cap.drop')).toEqual(['sys_time', 'sys_module']);
    expect(file.value('lxc.net.0.flags')).toBeUndefined();
    expect(file.has('lxc.net')).toBe(true);
  });

  it('keeps all that is not changed to the letter', () => {
    const file = new ConfigFile(TEXT);
    expect(file.with('lxc.net.0.link', 'br0').text).toBe(TEXT.replace('link=lxcbr0', 'link = br0'));
    expect(file.with('lxc.tty.max', '4').text).toBe(`${TEXT}lxc.tty.max = 4\n`);
    expect(file.with('lxc.tty.max', null).text).toBe(TEXT);
    expect(file.without('lxc.net.0').text).toBe(TEXT.replace(/lxc\.net[^\n]*\n/g, ''));
  });
});
