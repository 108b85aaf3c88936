import type { Translation } from '../../../text/message';
import type { remotes as english } from '../en/remotes';

/** Of servers elsewhere. */
export const remotes: Translation<typeof english> = {
  'remotes.lead':
    'Incus-Server auf anderen Computern, jeder eine Maschine oder ein Cluster. Ihre Instanzen stehen bei denen dieses Computers.',
  'remotes.add': 'Server hinzufügen',
  'remotes.addTitle': 'Incus-Server hinzufügen',
  'remotes.token': 'Token',
  'remotes.tokenHint':
    'Wem der Server gehört, erstellt eines mit „incus config trust add NAME“. Es gilt einmal.',
  'remotes.address': 'Adresse',
  'remotes.addressHint':
    'Nur wenn sie eine andere ist, als das Token sagt: Name oder Nummer eines Computers.',
  'remotes.look': 'Fragen, wer es ist',
  'remotes.check':
    'Unter {address} antwortet ein Server. Dies ist der Fingerabdruck seines Zertifikats, wie im Token:',
  'remotes.checkHow': 'Unter diesem Namen spricht Paddock von nun an mit keinem anderen Server.',
  'remotes.fingerprint': 'Fingerabdruck',
  'remotes.name': 'Name',
  'remotes.nameHint': 'Wie er hier heißt: Buchstaben, Ziffern, Punkte und Striche.',
  'remotes.trust': 'Vertrauen und hinzufügen',
  'remotes.added': 'Der Server „{name}“ wurde hinzugefügt.',
  'remotes.connected': 'Verbunden, Incus {version}',
  'remotes.lost': 'Nicht erreichbar: {why}',
  'remotes.remove': 'Entfernen',
  'remotes.removeNamed': '{name} entfernen',
  'remotes.removeTitle': 'Den Server „{name}“ entfernen?',
  'remotes.removeWhat':
    'Seine Maschinen stehen hier dann nicht mehr. Am Server ändert sich nichts, und mit einem neuen Token kann er wieder hinzugefügt werden.',
  'remotes.members': 'Mitglieder des Clusters {name}',
  'remotes.member': 'Mitglied',
  'remotes.leader': 'leitet',
  'remotes.state': 'Zustand',
  'remotes.state.online': 'Erreichbar',
  'remotes.state.evacuated': 'Geräumt',
  'remotes.state.offline': 'Nicht erreichbar',
  'remotes.state.unknown': 'Nicht bekannt',
  'remotes.load': 'Last',
  'remotes.memory': 'Arbeitsspeicher',
  'remotes.memoryOf': '{used} von {total}',
  'remotes.evacuate': 'Räumen',
  'remotes.evacuateNamed': '{name} räumen: seine Maschinen ziehen zu anderen Mitgliedern',
  'remotes.restore': 'Zurückholen',
  'remotes.restoreNamed': '{name} wieder in Dienst nehmen: seine Maschinen kommen zurück',
};
