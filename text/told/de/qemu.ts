import type { Told } from '../teller';

/** QEMU: its machines, while they run and when they are changed. Disks are in `qemu-disks.ts`, its errors in `qemu-errors.ts`. */
export const qemu: Told = {
  'QEMU could not run a guest with it ({reason*})': 'QEMU konnte damit kein Gastsystem ausführen ({reason})',
  'exit code {code}': 'Rückgabewert {code}',
  'a guest that was tried with it hung': 'ein Gastsystem, das damit ausprobiert wurde, hing',
  'it could not be tried ({problem})': 'es ließ sich nicht ausprobieren ({problem})',
  'Hardware acceleration works.': 'Die Hardwarebeschleunigung funktioniert.',
  'No hardware acceleration: {why*}. Machines run emulated, slower.':
    'Keine Hardwarebeschleunigung: {why}. Maschinen laufen emuliert und langsamer.',
  'Whether hardware acceleration works is being tried out. Until then machines run emulated, slower.':
    'Es wird ausprobiert, ob die Hardwarebeschleunigung funktioniert. Bis dahin laufen Maschinen emuliert und langsamer.',
  'this computer offers none (there is no /dev/kvm); it may be switched off in the firmware’s settings':
    'dieser Computer bietet keine (/dev/kvm fehlt); vielleicht ist sie in den Einstellungen der Firmware ausgeschaltet',
  'your user account may not open /dev/kvm; add it to the group “kvm” and log in again':
    'das Benutzerkonto darf /dev/kvm nicht öffnen; es in die Gruppe „kvm“ aufnehmen und sich neu anmelden',

  'Its QEMU (process {pid}) runs': 'Ihr QEMU (Prozess {pid}) läuft',
  '{qemu*}, but does not answer: another program may be attached to it, or it hangs.':
    '{qemu}, antwortet aber nicht: Vielleicht ist ein anderes Programm damit verbunden, oder es hängt.',
  '{qemu*}, but can’t be reached: {cause*}.': '{qemu}, ist aber nicht erreichbar: {cause}.',
  'Its QEMU ended by accident while Paddock was not running, or the computer was switched off.':
    'Ihr QEMU endete unerwartet, während Paddock nicht lief, oder der Computer wurde ausgeschaltet.',
  'Paddock is connecting to it.': 'Paddock verbindet sich mit ihr.',
  'Its QEMU (process {pid}) does not answer: it hangs, or waits for a drive. Wait, or force it off.':
    'Ihr QEMU (Prozess {pid}) antwortet nicht: Es hängt oder wartet auf ein Laufwerk. Warten, oder das Ausschalten erzwingen.',
  'Its QEMU (process {pid}) still runs but has closed its control connection.':
    'Ihr QEMU (Prozess {pid}) läuft noch, hat aber seine Steuerverbindung geschlossen.',
  'The guest’s system panicked.': 'Das Gastsystem ist in Panik geraten (Kernel-Panic).',
  'QEMU stopped the machine because of an error of its own.':
    'QEMU hat die Maschine wegen eines eigenen Fehlers gestoppt.',
  'QEMU was asked to end by another program.': 'Ein anderes Programm hat QEMU gebeten, sich zu beenden.',
  'Its QEMU has vanished without saying why.': 'Ihr QEMU ist verschwunden, ohne zu sagen, warum.',
  'QEMU ended by accident. {how*}': 'QEMU endete unerwartet. {how}',
  'The guest sleeps.': 'Das Gastsystem schläft.',
  'Reading or writing a disk failed. Resume it when the cause is gone.':
    'Ein Datenträger ließ sich nicht lesen oder schreiben. Sie fortsetzen, wenn die Ursache behoben ist.',
  'The guest has powered off.': 'Das Gastsystem hat sich ausgeschaltet.',
  'The processor’s emulation met an error; only a reset helps.':
    'Die Emulation des Prozessors stieß auf einen Fehler; nur Zurücksetzen hilft.',
  'The guest’s watchdog fired.': 'Der Watchdog des Gastsystems hat ausgelöst.',
  'QEMU says it is in the state “{status}”, which Paddock does not know.':
    'QEMU nennt den Zustand „{status}“, den Paddock nicht kennt.',
  'The drive that holds its disk is full. Free some space, then resume it: nothing is lost.':
    'Das Laufwerk mit ihrem Datenträger ist voll. Platz schaffen und sie fortsetzen: Nichts ist verloren.',
  'Writing to': 'Das Schreiben auf',
  'Reading from': 'Das Lesen von',
  '{doing*} its disk {disk} failed ({reason}). Resume it when the cause is gone.':
    '{doing} ihrem Datenträger {disk} ist gescheitert ({reason}). Sie fortsetzen, wenn die Ursache behoben ist.',

  'The program {program} is not installed.': 'Das Programm {program} ist nicht installiert.',
  'A device of the machine needs it.': 'Ein Gerät der Maschine braucht es.',
  'Install swtpm, which is the TPM of machines.': 'swtpm installieren, das TPM der Maschinen.',
  'Choose user networking for the card, or install passt.':
    'Für die Karte das Netzwerk im Benutzermodus wählen, oder passt installieren.',
  'Share the folder by 9p, or install virtiofsd.': 'Den Ordner über 9p teilen, oder virtiofsd installieren.',
  'This computer’s virtiofsd can’t share a folder for reading only.':
    'Das virtiofsd dieses Computers kann keinen Ordner nur zum Lesen teilen.',
  'Share it by 9p, or for writing as well.': 'Ihn über 9p teilen, oder auch zum Schreiben.',
  'Making the firmware’s variables': 'Legt die Variablen der Firmware an',
  'The firmware of this computer has just been changed.':
    'Die Firmware auf diesem Computer wurde soeben geändert.',
  '{path} is no more what fits.': '{path} passt nicht mehr.',

  'Serial line': 'Serielle Leitung',
  'Serial line {number}': 'Serielle Leitung {number}',
  '“{name}” does not run.': '„{name}“ läuft nicht.',
  'A console is there while its machine runs.': 'Eine Konsole gibt es, solange ihre Maschine läuft.',
  'Start the machine first.': 'Die Maschine zuerst starten.',
  'a device that its guest let go of': 'ein Gerät, das ihr Gastsystem freigab',
  '“{name}” runs already, started by another program.':
    '„{name}“ läuft bereits, gestartet von einem anderen Programm.',
  'Process {pid} is its QEMU.': 'Prozess {pid} ist ihr QEMU.',
  'Start Paddock again, so that it finds the running machine; or end that process.':
    'Paddock neu starten, damit es die laufende Maschine findet; oder jenen Prozess beenden.',
  'The machine could not go on from where it was saved.':
    'Die Maschine konnte nicht dort weiterlaufen, wo sie gesichert wurde.',
  'Try again; where that does not help, force it off to throw the saved memory away, and start it anew.':
    'Es noch einmal versuchen; hilft das nicht, das Ausschalten erzwingen, um den gesicherten Arbeitsspeicher zu verwerfen, und sie neu starten.',
  'The machine has stopped.': 'Die Maschine läuft nicht mehr.',
  'The machine has no console “{id}”.': 'Die Maschine hat keine Konsole „{id}“.',
  'Choose one that its page lists.': 'Eine wählen, die auf ihrer Seite steht.',
  'It was closed.': 'Sie wurde geschlossen.',
  'The machine’s serial line can’t be reached.': 'Die serielle Leitung der Maschine ist nicht erreichbar.',
  'The machine’s screen can’t be reached.': 'Der Bildschirm der Maschine ist nicht erreichbar.',
  'Look at the machine’s state, then open the console again.':
    'Den Zustand der Maschine ansehen, dann die Konsole wieder öffnen.',
  'Look at the machine’s state.': 'Den Zustand der Maschine ansehen.',

  'Port {port} of this computer is forwarded twice.':
    'Port {port} dieses Computers ist zweimal weitergeleitet.',
  'Choose another port for one of them.': 'Für einen davon einen anderen Port wählen.',
  'Port {port} of this computer can’t be forwarded.':
    'Port {port} dieses Computers lässt sich nicht weiterleiten.',
  'Ports below 1024 are the system’s own.': 'Ports unter 1024 gehören dem System.',
  'Another program, or another machine, listens on {protocol} port {port}.':
    'Ein anderes Programm oder eine andere Maschine lauscht am {protocol}-Port {port}.',
  'Choose another port in the machine’s settings, or end what uses it.':
    'In den Einstellungen der Maschine einen anderen Port wählen, oder beenden, was ihn verwendet.',
  'QEMU could not change the forwarded ports.': 'QEMU konnte die weitergeleiteten Ports nicht ändern.',
  'Look at the details, or change it while the machine is off.':
    'Die Einzelheiten ansehen, oder es ändern, während die Maschine aus ist.',

  'It has to be a whole path, beginning with “/”.':
    'Es muss ein vollständiger Pfad sein, der mit „/“ beginnt.',
  'The machine can’t start with {cpus} CPUs and have {most} at most.':
    'Die Maschine kann nicht mit {cpus} CPUs starten und höchstens {most} haben.',
  'Choose fewer, or more sockets, cores or threads.': 'Weniger wählen, oder mehr Sockel, Kerne oder Threads.',
  'Choose fewer, or a higher maximum.': 'Weniger wählen, oder ein höheres Maximum.',
  'The guest can’t keep more memory than the machine has.':
    'Das Gastsystem kann nicht mehr Arbeitsspeicher behalten, als die Maschine hat.',
  'Choose less.': 'Weniger wählen.',
  'Two devices are called {id}.': 'Zwei Geräte heißen {id}.',
  'Call one otherwise.': 'Eines anders nennen.',
  'Two network cards have one address.': 'Zwei Netzwerkkarten haben dieselbe Adresse.',
  'Give one of them another, or none for a new one.':
    'Einer davon eine andere geben, oder keine, dann bekommt sie eine neue.',
  'Two shared folders have one name.': 'Zwei geteilte Ordner haben denselben Namen.',
  'Give one of them another name.': 'Einem davon einen anderen Namen geben.',
  'No file is chosen.': 'Es ist keine Datei gewählt.',
  'Choose a disk.': 'Einen Datenträger wählen.',
  'The machine has this disk already.': 'Die Maschine hat diesen Datenträger bereits.',
  'Choose another file: two disks on one file would destroy it.':
    'Eine andere Datei wählen: Zwei Datenträger auf einer Datei würden sie zerstören.',
  'No bridge is chosen.': 'Es ist keine Brücke gewählt.',
  'Choose a bridge of this computer.': 'Eine Brücke dieses Computers wählen.',
  'There is no place left for another device.': 'Für ein weiteres Gerät ist kein Platz mehr.',
  'Take one out, or choose another bus.': 'Eines herausnehmen, oder einen anderen Bus wählen.',
  'Take one out, or choose SCSI.': 'Eines herausnehmen, oder SCSI wählen.',
  'The USB device {name} is not plugged in.': 'Das USB-Gerät {name} ist nicht eingesteckt.',
  'Plug it in, and choose it again.': 'Es einstecken und wieder wählen.',
  'The USB device {name} may not be used.': 'Das USB-Gerät {name} darf nicht verwendet werden.',
  'Your user account may not write to its file below /dev/bus/usb.':
    'Das Benutzerkonto darf nicht in seine Datei unter /dev/bus/usb schreiben.',
  'Allow it with a udev rule, or have the device’s group given to your account.':
    'Es mit einer udev-Regel erlauben, oder dem Benutzerkonto die Gruppe des Geräts geben lassen.',
  disk: 'Datenträger',
  'network card': 'Netzwerkkarte',
  'CD drive': 'CD-Laufwerk',
  'USB device': 'USB-Gerät',
  'SCSI controller': 'SCSI-Controller',
  'Waiting for the system inside to let go of the {what*}': 'Wartet, bis das System darin freigibt: {what}',
  'The system inside did not let go of the {what*}.': 'Das System darin gab nicht frei: {what}.',
  'It was asked to {seconds} s ago. It may use it still, not have started yet, or not know how.':
    'Es wurde vor {seconds} s darum gebeten. Vielleicht verwendet es das Gerät noch, ist noch nicht gestartet oder weiß nicht, wie das geht.',
  'Let go of it inside (unmount it, say) and try again, or take it out while the machine is off.':
    'Es darin freigeben (etwa aushängen) und es noch einmal versuchen, oder es herausnehmen, während die Maschine aus ist.',

  'QEMU did not start in time.': 'QEMU ist nicht rechtzeitig gestartet.',
  'It was given {seconds} s to answer.': 'Es hatte {seconds} s, um zu antworten.',
  'Paddock has no connection to the machine’s QEMU.': 'Paddock hat keine Verbindung zum QEMU der Maschine.',
  'End the program that is attached to it, or force the machine off.':
    'Das Programm beenden, das damit verbunden ist, oder das Ausschalten der Maschine erzwingen.',
  'The system inside has locked the CD drive.': 'Das System darin hat das CD-Laufwerk verriegelt.',
  'It uses the medium that is in it. It has been asked to let go of it.':
    'Es verwendet das eingelegte Medium. Es wurde gebeten, es freizugeben.',
  'Eject it inside the machine, or wait a moment, then try again.':
    'Es in der Maschine auswerfen oder einen Moment warten, dann noch einmal versuchen.',
  'The machine did not go on.': 'Die Maschine lief nicht weiter.',
  'QEMU agreed to run it, but it is still in the state “{status}”.':
    'QEMU war einverstanden, aber sie ist noch immer im Zustand „{status}“.',
  'Restart it, or force it off.': 'Sie neu starten, oder das Ausschalten erzwingen.',
  'shut down': 'herunterfahren',
  restart: 'neu starten',
  'The machine’s process does not end.': 'Der Prozess der Maschine endet nicht.',
  'Process {pid} was killed, but waits for a device or a network drive.':
    'Prozess {pid} wurde abgebrochen, wartet aber auf ein Gerät oder ein Netzlaufwerk.',
  'Look whether a drive of this computer hangs, then try again.':
    'Nachsehen, ob ein Laufwerk dieses Computers hängt, dann noch einmal versuchen.',
  'The guest did not {what*}.': 'Das Gastsystem ließ sich nicht {what}.',
  'The agent inside was asked to power off {seconds} s ago, and did not refuse. The guest may still be ending its programs.':
    'Der Gast-Agent wurde vor {seconds} s gebeten, das System auszuschalten, und hat nicht abgelehnt. Vielleicht beendet das Gastsystem noch seine Programme.',
  'The power button was pressed {seconds} s ago. The guest may still be starting, ask a question on its screen, or have no program that listens to the button.':
    'Die Ein-/Aus-Taste wurde vor {seconds} s gedrückt. Vielleicht startet das Gastsystem noch, stellt auf seinem Bildschirm eine Frage oder hat kein Programm, das auf die Taste hört.',
  'Look at its console; wait and try again, or force it off.':
    'Ihre Konsole ansehen; warten und es noch einmal versuchen, oder das Ausschalten erzwingen.',
  'The path of the machine’s control socket is too long for this system.':
    'Der Pfad des Steuersockets der Maschine ist zu lang für dieses System.',
  '{path} has {bytes} bytes; a socket’s path may have {most}.':
    '{path} hat {bytes} Bytes; der Pfad eines Sockets darf {most} haben.',
  'Start Paddock with XDG_RUNTIME_DIR (or PADDOCK_HOME, where you set it) naming a folder with a shorter path.':
    'Paddock mit einem XDG_RUNTIME_DIR (oder PADDOCK_HOME, wo es gesetzt ist) starten, das einen Ordner mit kürzerem Pfad nennt.',
  'There is no UEFI firmware with secure boot on this computer.':
    'Auf diesem Computer gibt es keine UEFI-Firmware mit Secure Boot.',
  'There is no UEFI firmware on this computer.': 'Auf diesem Computer gibt es keine UEFI-Firmware.',
  'No description below /usr/share/qemu/firmware fits.':
    'Keine Beschreibung unter /usr/share/qemu/firmware passt.',
  'Install the package ovmf (or edk2-ovmf), then try again; or choose BIOS.':
    'Das Paket ovmf (oder edk2-ovmf) installieren und es noch einmal versuchen; oder BIOS wählen.',

  'Install it with this command, then look again.':
    'Es mit diesem Befehl installieren und noch einmal nachsehen.',
  'Install it, then look again.': 'Es installieren und noch einmal nachsehen.',
  'QEMU is not installed: there is no program {program}.':
    'QEMU ist nicht installiert: Das Programm {program} fehlt.',
  'QEMU {version} is too old: {major}.{minor} or later is needed.':
    'QEMU {version} ist zu alt: Mindestens {major}.{minor} wird gebraucht.',
  'QEMU was found ({path}), but does not work. {problem*}':
    'QEMU wurde gefunden ({path}), funktioniert aber nicht. {problem}',
  'QEMU’s system program': 'QEMUs Systemprogramm',
  'There is no program {program}.': 'Das Programm {program} gibt es nicht.',
  'Choose its file, or leave the field empty to have it found by its name.':
    'Seine Datei wählen, oder das Feld leer lassen, um es nach seinem Namen finden zu lassen.',
  '{path} is not {title*}.': '{path} ist nicht {title}.',
  '{path} is version {version}: {major}.{minor} or later is needed.':
    '{path} hat die Version {version}: Mindestens {major}.{minor} wird gebraucht.',

  '{path} is no kernel.': '{path} ist kein Kernel.',
  'There is nothing in it.': 'Die Datei ist leer.',
  'It is a text.': 'Es ist ein Text.',
  'It is an installation image (ISO).': 'Es ist ein Installationsabbild (ISO).',
  'It is a disk image ({format}).': 'Es ist ein Datenträgerabbild ({format}).',
  'Choose a Linux kernel: most are called vmlinuz or bzImage.':
    'Einen Linux-Kernel wählen: Die meisten heißen vmlinuz oder bzImage.',
  '{path} is no initial RAM disk.': '{path} ist keine Initrd.',
  'Choose the one that belongs to the kernel, or none: most are called initrd or initramfs.':
    'Die Initrd wählen, die zum Kernel gehört, oder keine: Die meisten heißen initrd oder initramfs.',
};
