"""libvirt's Test driver through python3-libvirt: one JSON line of measures for each line on stdin, until it closes."""
import json
import resource
import statistics
import sys
import threading
import time

import libvirt

MACHINES = int(sys.argv[1])
CALLERS = 8
SECONDS = 0.4
XML = (
    "<domain type='test'><name>%s</name><memory>131072</memory><vcpu>1</vcpu>"
    "<os><type>hvm</type></os></domain>"
)

libvirt.registerErrorHandler(lambda *_: None, None)
libvirt.virEventRegisterDefaultImpl()


def run_events():
    while True:
        libvirt.virEventRunDefaultImpl()


threading.Thread(target=run_events, daemon=True).start()
connection = libvirt.open("test:///default")


def resident():
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


before = resident()
for number in range(MACHINES):
    connection.defineXML(XML % f"machine-{number}")
bytes_each = (resident() - before) / MACHINES
names = [f"machine-{number}" for number in range(MACHINES)]
uuids = [connection.lookupByName(name).UUIDString() for name in names[:1000]]
domains = [connection.lookupByUUIDString(uuid) for uuid in uuids]

seen = threading.Event()
connection.domainEventRegisterAny(None, libvirt.VIR_DOMAIN_EVENT_ID_LIFECYCLE, lambda *_: seen.set(), None)


def micros(times, work):
    start = time.perf_counter()
    for at in range(times):
        work(at)
    return (time.perf_counter() - start) / times * 1e6


def add():
    made = []
    took = micros(200, lambda at: made.append(connection.defineXML(XML % f"new-{at}")))
    for domain in made:
        domain.undefine()
    time.sleep(0.3)  # its events are delivered
    return took


def change_to_event():
    took = []
    for at in range(100):
        seen.clear()
        start = time.perf_counter()
        domains[at].create()
        seen.wait(5)
        took.append((time.perf_counter() - start) * 1e6)
        seen.clear()
        domains[at].destroy()
        seen.wait(5)
    return statistics.median(took)


def callers(of):
    """Microseconds a call, all callers together: look a machine up and ask for its state."""
    until = time.perf_counter() + SECONDS
    counts = [0] * CALLERS

    def call(caller):
        at = caller
        while time.perf_counter() < until:
            connection.lookupByUUIDString(of(at)).info()
            at += CALLERS
            counts[caller] += 1

    threads = [threading.Thread(target=call, args=(caller,)) for caller in range(CALLERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return SECONDS / sum(counts) * 1e6


def waits():
    """The 99th percentile of a call's time while another thread starts and stops one machine."""
    stop = threading.Event()

    def start_and_stop():
        while not stop.is_set():
            domains[0].create()
            domains[0].destroy()

    thread = threading.Thread(target=start_and_stop)
    thread.start()
    took = []
    for at in range(2000):
        start = time.perf_counter()
        connection.lookupByUUIDString(uuids[1 + at % (len(uuids) - 1)]).info()
        took.append((time.perf_counter() - start) * 1e6)
    stop.set()
    thread.join()
    return sorted(took)[int(len(took) * 0.99)]


for _ in sys.stdin:
    measures = {
        "lookUp": micros(2000, lambda at: connection.lookupByUUIDString(uuids[at % len(uuids)])),
        "list": micros(5, lambda _: connection.listAllDomains(0)),
        "add": add(),
        "changeToEvent": change_to_event(),
        "callersOnOne": callers(lambda _: uuids[0]),
        "callersOnMany": callers(lambda at: uuids[at % len(uuids)]),
        "waitP99": waits(),
        "bytesEach": bytes_each,
    }
    print(json.dumps(measures), flush=True)
