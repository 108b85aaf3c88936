import type { Told } from '../teller';

/** The Test driver: machines that are simulated. */
export const test: Told = {
  'built in': 'eingebaut',
  'Simulates machines in memory, for trying things out.':
    'Simuliert Maschinen im Arbeitsspeicher, zum Ausprobieren.',
  'Paused by a person.': 'Von Hand angehalten.',
  'Its host does not answer.': 'Ihr Computer antwortet nicht.',
  'Putting it into the bin': 'Legt sie in den Papierkorb',
  'Reading the saved memory': 'Liest den gesicherten Arbeitsspeicher',
  'Starting its processors': 'Startet ihre Prozessoren',
  'Checking its files': 'Prüft ihre Dateien',
  'Taking memory': 'Nimmt Arbeitsspeicher',
  'Waiting for its disk, for ever': 'Wartet auf ihren Datenträger, für immer',
  'Power down': 'Ausschalten',
  'Powering off': 'Schaltet aus',
  'Restarting system': 'Startet das System neu',
  'Starting again': 'Startet noch einmal',
  'guest shutdown': 'Herunterfahren des Gastsystems',
  'The guest powered itself off.': 'Das Gastsystem hat sich ausgeschaltet.',
  'The machine has no {kind} console “{id}”.': 'Die Maschine hat keine Konsole „{id}“ der Art {kind}.',
  '“{name}” is not running.': '„{name}“ läuft nicht.',
  'Start it to open its console.': 'Sie starten, um ihre Konsole zu öffnen.',
  'The machine crashed.': 'Die Maschine ist abgestürzt.',
  'The system inside ran out of memory.': 'Dem System darin ging der Arbeitsspeicher aus.',
  'Give it more memory, or run less in it, then start it again.':
    'Ihr mehr Arbeitsspeicher geben oder weniger darin laufen lassen, dann wieder starten.',
  'The simulated hypervisor refused to start the machine.':
    'Der simulierte Hypervisor hat sich geweigert, die Maschine zu starten.',
  'It was told to: this machine has the fault “start-fails”.':
    'Das soll er: Diese Maschine hat den Fehler „start-fails“.',
  'Look at the details: a real error has the command and its last words there.':
    'Die Einzelheiten ansehen: Bei einem echten Fehler stehen dort der Befehl und seine letzten Worte.',
  'The machine did not shut down.': 'Die Maschine ist nicht heruntergefahren.',
  'The system inside did not react to the power button within {seconds} s.':
    'Das System darin hat {seconds} s lang nicht auf die Ein-/Aus-Taste reagiert.',
  'Shut it down from inside, or force it off; what was not saved inside is lost then.':
    'Sie von innen herunterfahren oder das Ausschalten erzwingen; was darin nicht gespeichert war, ist dann verloren.',
};
