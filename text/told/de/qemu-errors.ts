import type { Told } from '../teller';

/** What QEMU's words mean when it fails. */
export const qemuErrors: Told = {
  'QEMU could not {doing*}.': 'QEMU ist es nicht gelungen, {doing}.',
  'make the disk': 'den Datenträger anzulegen',
  'move the machine’s memory': 'den Arbeitsspeicher der Maschine zu verlegen',
  'read the disk': 'den Datenträger zu lesen',
  'check the disk': 'den Datenträger zu prüfen',
  'enlarge the disk': 'den Datenträger zu vergrößern',
  'write the disk': 'den Datenträger zu schreiben',
  'compare the disks': 'die Datenträger zu vergleichen',
  'tell the disk where the other is': 'dem Datenträger zu sagen, wo der andere liegt',
  'start the machine': 'die Maschine zu starten',
  'take the memory that the machine had': 'den Arbeitsspeicher zu übernehmen, den die Maschine hatte',
  'start {program}': '{program} zu starten',
  'tell its version': 'seine Version zu nennen',
  'list its machine types': 'seine Maschinentypen aufzulisten',

  'The machine runs already, started by another program.':
    'Die Maschine läuft bereits, gestartet von einem anderen Programm.',
  'Its process id file is locked by a running QEMU.':
    'Ein laufendes QEMU hält die Sperre ihrer Prozessdatei.',
  'Start Paddock again, so that it finds the running machine; or end the other program.':
    'Paddock neu starten, damit es die laufende Maschine findet; oder das andere Programm beenden.',
  'A disk of the machine is in use by another program.':
    'Ein Datenträger der Maschine wird von einem anderen Programm verwendet.',
  'Another QEMU holds its lock; two machines that write one disk would destroy it.':
    'Ein anderes QEMU hält seine Sperre; zwei Maschinen, die einen Datenträger beschreiben, würden ihn zerstören.',
  'Stop the other machine or program that uses the disk, then try again.':
    'Die andere Maschine oder das andere Programm beenden, das den Datenträger verwendet, dann noch einmal versuchen.',
  'QEMU may not use hardware acceleration.': 'QEMU darf die Hardwarebeschleunigung nicht verwenden.',
  'Your user account may not open /dev/kvm.': 'Das Benutzerkonto darf /dev/kvm nicht öffnen.',
  'Add your account to the group “kvm” and log in again, or set the accelerator to TCG (emulation).':
    'Das Konto in die Gruppe „kvm“ aufnehmen und sich neu anmelden, oder als Beschleuniger TCG (Emulation) wählen.',
  'Hardware acceleration does not work on this computer.':
    'Die Hardwarebeschleunigung funktioniert auf diesem Computer nicht.',
  'Set the accelerator to TCG (emulation), which is slower.':
    'Als Beschleuniger TCG (Emulation) wählen, der langsamer ist.',
  'Machines may not join the bridge {bridge}.': 'Maschinen dürfen nicht an die Brücke {bridge}.',
  'QEMU’s bridge helper joins bridges that /etc/qemu/bridge.conf allows, and no others.':
    'Das Brücken-Hilfsprogramm von QEMU verbindet nur mit Brücken, die /etc/qemu/bridge.conf erlaubt.',
  'Allow it with this command, as the computer’s administrator.':
    'Es mit diesem Befehl als Verwalter des Computers erlauben.',
  'The machine could not join the bridge {bridge}.': 'Die Maschine kam nicht an die Brücke {bridge}.',
  'The bridge is not there, or QEMU’s bridge helper lacks the rights to join it (it must be setuid root).':
    'Die Brücke ist nicht da, oder dem Brücken-Hilfsprogramm von QEMU fehlen die Rechte (es muss setuid root sein).',
  'Look whether this computer has the bridge, and see to the helper; or choose another kind of network.':
    'Nachsehen, ob dieser Computer die Brücke hat, und sich um das Hilfsprogramm kümmern; oder eine andere Art von Netzwerk wählen.',
  'There is not enough memory for this machine.': 'Für diese Maschine ist nicht genug Arbeitsspeicher da.',
  'QEMU could not reserve the machine’s memory.':
    'QEMU konnte den Arbeitsspeicher der Maschine nicht reservieren.',
  'Stop other machines or programs, or give the machine less memory.':
    'Andere Maschinen oder Programme beenden, oder der Maschine weniger Arbeitsspeicher geben.',
  'A port that the machine should be reached by can’t be opened.':
    'Ein Port, über den die Maschine erreichbar sein soll, lässt sich nicht öffnen.',
  'The rule is “{rule}”: the port is in use, or below 1024 and reserved for root.':
    'Die Regel ist „{rule}“: Der Port ist belegt, oder er liegt unter 1024 und ist root vorbehalten.',
  'Choose another port, or end the program that uses it.':
    'Einen anderen Port wählen, oder das Programm beenden, das ihn verwendet.',
  'A port that the machine needs is in use.': 'Ein Port, den die Maschine braucht, ist belegt.',
  'End the program that uses it, or choose another port.':
    'Das Programm beenden, das ihn verwendet, oder einen anderen Port wählen.',
  'QEMU may not use network bridges.': 'QEMU darf keine Netzwerkbrücken verwenden.',
  '{path} does not allow it.': '{path} erlaubt es nicht.',
  'Use the user network, or ask the administrator of this computer.':
    'Das Netzwerk im Benutzermodus verwenden, oder den Verwalter dieses Computers fragen.',
  'QEMU may not open {path}.': 'QEMU darf nicht öffnen: {path}.',
  'Copy the file to a folder that can be written to.':
    'Die Datei in einen Ordner kopieren, in den geschrieben werden kann.',
  'A disk of the machine is no {format} image.':
    'Ein Datenträger der Maschine ist kein Abbild im Format {format}.',
  'The file is damaged, or it was replaced by one of another format.':
    'Die Datei ist beschädigt oder wurde durch eine in einem anderen Format ersetzt.',
  'Choose the right file, or put back a copy of it.':
    'Die richtige Datei wählen, oder eine Kopie zurücklegen.',
  '{path*} can’t be loaded.': '{path} lässt sich nicht laden.',
  'The kernel': 'Der Kernel',
  'It is no Linux kernel that QEMU can start.': 'Es ist kein Linux-Kernel, den QEMU starten kann.',
  'Choose a kernel file, usually named vmlinuz.': 'Eine Kernel-Datei wählen, meist heißt sie vmlinuz.',
  'This QEMU does not know the machine’s type.': 'Dieses QEMU kennt den Typ der Maschine nicht.',
  'The machine was made with a newer QEMU, or its type has been dropped.':
    'Die Maschine wurde mit einem neueren QEMU erstellt, oder ihr Typ wurde abgeschafft.',
  'Update QEMU, or create the machine anew with its disks.':
    'QEMU aktualisieren, oder die Maschine mit ihren Datenträgern neu erstellen.',
  'This QEMU lacks the device “{device}”.': 'Diesem QEMU fehlt das Gerät „{device}“.',
  'It was built without it, or the package that holds it is missing.':
    'Es wurde ohne dieses gebaut, oder das Paket, das es enthält, fehlt.',
  'Install your distribution’s full QEMU package.':
    'Das vollständige QEMU-Paket der Distribution installieren.',
  'This QEMU can’t run in its sandbox.': 'Dieses QEMU kann nicht in seiner Sandbox laufen.',
  'It was built without seccomp; Paddock runs no machine without the sandbox.':
    'Es wurde ohne seccomp gebaut; Paddock führt keine Maschine ohne die Sandbox aus.',
  'Install your distribution’s QEMU package.': 'Das QEMU-Paket der Distribution installieren.',
  'It did something that its sandbox forbids (SIGSYS).':
    'Es tat etwas, das seine Sandbox verbietet (SIGSYS).',
  'It was killed (SIGKILL); where nobody did that, memory had run out.':
    'Es wurde abgebrochen (SIGKILL); hat das niemand getan, war der Arbeitsspeicher voll.',
  'It was ended by {signal}.': 'Es wurde durch {signal} beendet.',

  'QEMU refused “{command}”.': 'QEMU hat „{command}“ abgelehnt.',
  'Try again; if it stays so, copy the details and report them.':
    'Es noch einmal versuchen; bleibt es so, die Einzelheiten kopieren und melden.',
  'QEMU’s answer to “{command}” can’t be understood.':
    'QEMUs Antwort auf „{command}“ ist nicht zu verstehen.',
  'This version of QEMU may be unknown to Paddock: copy the details and report them.':
    'Vielleicht kennt Paddock diese Version von QEMU nicht: die Einzelheiten kopieren und melden.',
  'QEMU did not answer “{command}”.': 'QEMU hat auf „{command}“ nicht geantwortet.',
  'It was given {seconds} s. The machine may hang, or the computer is very busy.':
    'Die Frist betrug {seconds} s. Vielleicht hängt die Maschine, oder der Computer ist sehr beschäftigt.',
  'Try again, or force the machine off.':
    'Es noch einmal versuchen, oder das Ausschalten der Maschine erzwingen.',
  'The connection to QEMU has ended.': 'Die Verbindung zu QEMU ist beendet.',
  '“{command}” had no answer: the machine has stopped, or QEMU has.':
    '„{command}“ blieb ohne Antwort: Die Maschine oder QEMU läuft nicht mehr.',
};
