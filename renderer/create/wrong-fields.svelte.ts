import type { Failure } from '../../preload/contract';
import { fieldText, onlyErrors, type FormDraft } from './form';

/** What is wrong with what is filled in, by the form's own names for its fields. */
export class WrongFields {
  errors = $state.raw<FormDraft['errors']>({});

  clearError(field: string): void {
    if (this.errors[field] !== undefined) this.errors = { ...this.errors, [field]: undefined };
  }

  /** Shows what was found wrong, and answers whether nothing was. */
  protected isRight(found: FormDraft['errors']): boolean {
    const wrong = onlyErrors(found);
    this.errors = wrong;
    return Object.keys(wrong).length === 0;
  }

  /** Shows what main refused at its field; false where the form has none for it. */
  protected placeAt(field: string | undefined, failure: Failure): boolean {
    if (field === undefined) return false;
    this.errors = { [field]: fieldText(failure) };
    return true;
  }
}
