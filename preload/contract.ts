/**
 * What may cross the border between the window and the main process: calls, events and ports, as zod schemas and types, a
 * file a subject. Main checks with the schemas; preload and renderer take the types only.
 */
export * from './contract/activity';
export * from './contract/app';
export * from './contract/bridge';
export * from './contract/calls';
export * from './contract/consoles';
export * from './contract/default-settings';
export * from './contract/disks';
export * from './contract/events';
export * from './contract/files';
export * from './contract/hardware';
export * from './contract/machines';
export * from './contract/settings';
export * from './contract/usage';

export type { Failure, Remedy } from '../main/domains/failure';
export type { DiskOperation, JobView, Operation } from '../main/domains/job';
export type { Happening, LogEntry } from '../main/domains/happening';
export type { OperationRecord } from '../main/domains/operation-record';
export type { ProgramOutput } from '../main/domains/program-output';
export type { DomainState } from '../main/domains/state';
export type { DomainId } from '../main/domains/definition';
export type { DiskFormat, DiskReport, ExportFormat } from '../main/drivers/disk-images';
export type { Action, ConsoleInfo, FoundProgram, Probe, StartHow } from '../main/drivers/driver';
export type { Remote } from '../main/drivers/remotes';
export type { IncusHardware, IncusHardwareChoices } from '../main/drivers/incus/config';
export type { QemuChoices, QemuHardware } from '../main/drivers/qemu/config';
export type { QemuRequest } from '../main/drivers/qemu/config';
export type { TestRequest } from '../main/drivers/test/config';
