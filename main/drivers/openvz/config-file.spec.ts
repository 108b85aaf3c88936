import { describe, expect, it } from 'vitest';
import { ConfigFile } from './config-file';

/** As `vzctl create` and `vzctl set` of version 4.11 left it. */
const WRITTEN = `# RAM
PHYSPAGES="0:65536"

# Disk quota parameters (in form of softlimit:hardlimit)
DISKSPACE="2G:2.2G"
VE_ROOT="/vz/root/$VEID"
VE_LAYOUT="simfs"
NAME="web"
IP_ADDRESS="10.0.0.5 10.0.0.6/24"
DESCRIPTION="a "q" $x \\\`y\\\` z"
NETIF="ifname=eth0,bridge=br0,mac=00:18:51:F1:BC:5D,host_ifname=veth101.0,host_mac=00:18:51:46:89:2D"
`;

describe('A configuration of OpenVZ’s', () => {
  const file = new ConfigFile(WRITTEN);

  it('is read with its quotes', () => {
    expect(file.value('PHYSPAGES')).toBe('0:65536');
    expect(file.value('IP_ADDRESS')).toBe('10.0.0.5 10.0.0.6/24');
    expect(file.value('CPUS')).toBeUndefined();
  });

  it('is read to the last quote of a line, as vzctl does: it writes quotes as they are', () => {
    expect(file.value('DESCRIPTION')).toBe('a "q" $x `y` z');
  });

  it('is read as a shell reads what is not quoted, or quoted otherwise', () => {
    const other = new ConfigFile(
      'LOCKDIR=/vz/lock\nNAMESERVER=inherit # Copy from the host\nexport X=\'a b\'\n#Y=1\n  Z="1"  \nBAD="open\n',
    );
    expect(['LOCKDIR', 'NAMESERVER', 'X', 'Y', 'Z', 'BAD'].map((key) => other.value(key))).toEqual([
      '/vz/lock',
      'inherit',
      'a b',
      undefined,
      '1',
      undefined,
    ]);
  });

  it('has the first of two values, as for vzctl', () => {
    expect(new ConfigFile('A="1"\nA="2"\n').value('A')).toBe('1');
  });

  it('is changed where a key stands, and nowhere else', () => {
    const changed = file.with('NAME', 'web 2').with('IP_ADDRESS', null).with('CPUS', '2');
    expect(changed.text).toBe(
      WRITTEN.replace('NAME="web"', 'NAME="web 2"').replace('IP_ADDRESS="10.0.0.5 10.0.0.6/24"\n', '') +
        'CPUS="2"\n',
    );
  });

  it('takes nothing that a shell would run', () => {
    for (const value of ['$(reboot)', '`reboot`', '"; reboot; "', 'a\nreboot']) {
      expect(() => file.with('NAME', value)).toThrow();
    }
  });
});
