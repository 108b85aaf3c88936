/** What machines take of their hosts. */
import { z } from 'zod';

const Amount = z.number().nullable();
/** What a machine takes now; null where that can't be known. */
export const RatesSchema = z.object({
  /** In cores: 1 is one of the host's, all of the time. */
  cpu: Amount,
  /** In bytes. */
  memory: Amount,
  /** In bytes a second. */
  diskRead: Amount,
  diskWritten: Amount,
  netReceived: Amount,
  netSent: Amount,
});
export type Rates = z.infer<typeof RatesSchema>;

const Amounts = z.array(Amount);
/** What a machine took over a time: for each point its moment (ms since the epoch) and its amounts. */
export const UsageHistorySchema = z.object({
  at: z.array(z.number()),
  cpu: Amounts,
  memory: Amounts,
  diskRead: Amounts,
  diskWritten: Amounts,
  netReceived: Amounts,
  netSent: Amounts,
});
export type UsageHistory = z.infer<typeof UsageHistorySchema>;
