import type { Answers } from './fake-answers';
import type { Inhabited } from './fake-world';

const encoder = new TextEncoder();

/** What is answered about consoles. */
export const consoleAnswers = (world: Inhabited) =>
  ({
    'console.open': ({ id, console }) => {
      world.find(id);
      const token = `token-${world.nextNumber()}`;
      const { port1, port2 } = new MessageChannel();
      window.postMessage({ paddockPort: token }, window.location.origin, [port2]);
      if (console !== 'vnc') {
        const say = (type: 'history' | 'data', text: string): void =>
          port1.postMessage({ type, bytes: encoder.encode(text) });
        say(
          'history',
          '\x1b[32mDebian GNU/Linux 12\x1b[0m web-1 ttyS0\r\n\r\nweb-1 login: root\r\n\x1b[1;34mroot@web-1\x1b[0m:~# ',
        );
        port1.onmessage = ({ data }) => {
          if (data.type !== 'data') return;
          const text = new TextDecoder().decode(data.bytes).replace('\r', '\r\nsh: no such command\r\n# ');
          say('data', text);
        };
      }
      return { token };
    },
  }) satisfies Partial<Answers>;
