import { describe, expect, it } from 'vitest';
import { CloudInitDraft } from './cloud-init.svelte';

describe('what a cloud image is told', () => {
  it('asks for a way in, and takes either', () => {
    const draft = new CloudInitDraft();
    expect(draft.problems('web')).toHaveProperty('password');
    draft.password = 'secret';
    expect(draft.problems('web')).toEqual({});
    expect(draft.read('Web 1')).toEqual({
      user: 'user',
      password: 'secret',
      sshKeys: [],
      hostname: 'web-1',
      packages: [],
    });
    draft.password = '';
    draft.offered = [{ name: 'id_ed25519.pub', key: 'ssh-ed25519 AAAA ada' }];
    expect(draft.read('web')).toMatchObject({ password: null, sshKeys: ['ssh-ed25519 AAAA ada'] });
    draft.without = ['id_ed25519.pub'];
    expect(draft.problems('web')).toHaveProperty('password');
  });

  it('says what is wrong with a value, and is nothing where it is switched off', () => {
    const draft = new CloudInitDraft();
    draft.user = 'Root User';
    draft.hostname = 'a_b';
    draft.otherKeys = 'nonsense';
    draft.packages = 'vim --force';
    expect(Object.keys(draft.problems('web')).sort()).toEqual(['hostname', 'packages', 'sshKeys', 'user']);
    draft.isOn = false;
    expect(draft.problems('web')).toEqual({});
    expect(draft.read('web')).toBeNull();
  });

  it('is kept over a reload without its password', () => {
    const draft = new CloudInitDraft();
    draft.password = 'secret';
    draft.packages = 'vim';
    expect(JSON.stringify(draft.save())).not.toContain('secret');
    const again = new CloudInitDraft();
    again.restore(draft.save());
    expect(again.packages).toBe('vim');
  });
});
