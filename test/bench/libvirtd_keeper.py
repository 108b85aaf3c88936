"""
Keeps a libvirtd in folders of its own, made for measuring: run in a mount namespace of its own, as root.

Lines on stdin: "start" starts it, "kill" kills it as a crash would. Lines on stdout: the process id of each one started,
and "ended". With the end of the input it and all its machines end.
"""
import ctypes
import os
import signal
import subprocess
import sys
import threading

FOLDER = sys.argv[1]
PR_SET_CHILD_SUBREAPER = 36

for folder in ("/etc/libvirt", "/var/lib/libvirt", "/var/cache/libvirt", "/var/log/libvirt", "/run/libvirt"):
    os.makedirs(folder, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "tmpfs", folder], check=True)
# As quick as it gets: with another user it would look for QEMU's capabilities again at each start.
with open("/etc/libvirt/qemu.conf", "w") as config:
    config.write('user = "root"\ngroup = "root"\nsecurity_driver = "none"\nstdio_handler = "file"\n')
# It wants its usual user to be there nevertheless, which another package makes.
USER = {"passwd": "libvirt-qemu:x:64055:64055::/nonexistent:/usr/sbin/nologin", "group": "libvirt-qemu:x:64055:"}
for names, entry in USER.items():
    with open(f"/etc/{names}") as known, open(f"{FOLDER}/{names}", "w") as ours:
        listed = known.read()
        ours.write(listed if "\nlibvirt-qemu:" in listed else f"{listed}{entry}\n")
    subprocess.run(["mount", "--bind", f"{FOLDER}/{names}", f"/etc/{names}"], check=True)
with open(f"{FOLDER}/libvirtd.conf", "w") as config:
    config.write(f'unix_sock_dir = "{FOLDER}"\nauth_unix_rw = "none"\nauth_unix_ro = "none"\n')

# A QEMU of libvirt's belongs to nobody once it runs: where its end is not reaped at once, each waits for that.
ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
libvirtd = 0


def say(line):
    print(line, flush=True)


def reap():
    while True:
        try:
            pid, _ = os.wait()
        except ChildProcessError:
            asked.wait()
            asked.clear()
            continue
        if pid == libvirtd:
            say("ended")


def children():
    found = []
    for task in os.listdir("/proc/self/task"):
        with open(f"/proc/self/task/{task}/children") as listed:
            found += [int(pid) for pid in listed.read().split()]
    return found


asked = threading.Event()
threading.Thread(target=reap, daemon=True).start()
for line in sys.stdin:
    if line == "start\n":
        log = os.open(f"{FOLDER}/libvirtd.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        libvirtd = os.posix_spawn(
            "/usr/sbin/libvirtd",
            ["libvirtd", "--config", f"{FOLDER}/libvirtd.conf", "--pid-file", f"{FOLDER}/libvirtd.pid"],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)],
        )
        os.close(log)
        asked.set()
        say(libvirtd)
    elif line == "kill\n":
        os.kill(libvirtd, signal.SIGKILL)
if libvirtd in children():
    os.kill(libvirtd, signal.SIGTERM)
for pid in children():
    os.kill(pid, signal.SIGKILL)
