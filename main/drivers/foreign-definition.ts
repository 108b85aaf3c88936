import { DEFINITION_FORMAT, type Definition, type DomainId } from '../domains/definition';

/** The definition of a machine that another tool made: what Paddock keeps of a machine is still to be filled in. */
export function foreignDefinition<C>(
  id: DomainId,
  driver: string,
  name: string,
  config: C,
  createdAt: Date = new Date(0),
): Definition<C> {
  return {
    format: DEFINITION_FORMAT,
    id,
    driver,
    name,
    description: '',
    tags: [],
    createdAt: (Number.isNaN(createdAt.getTime()) ? new Date(0) : createdAt).toISOString(),
    autostart: null,
    protected: false,
    snapshots: [],
    snapshot: null,
    config,
  };
}
