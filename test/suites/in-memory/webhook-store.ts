import type { Delivery, WebhookSettings, WebhookStore } from "../../../core/ports/webhooks.ts";

export function inMemoryWebhookStore(): WebhookStore {
  const accounts = new Map<string, WebhookSettings>();
  const deliveries = new Map<string, Delivery>();
  const settingsOf = (userId: string): WebhookSettings => accounts.get(userId) ?? { userId, secretNumber: 1 };
  const place = ({ createdAtEpochMs, deliveryId }: Delivery) =>
    `${String(createdAtEpochMs).padStart(16, "0")}-${deliveryId}`;
  return {
    getSettings: async (userId) => settingsOf(userId),
    async setEndpoint(userId, endpointUrl, endpointSetAtEpochMs) {
      const { endpointUrl: _before, ...rest } = settingsOf(userId);
      accounts.set(userId, {
        ...rest,
        endpointSetAtEpochMs,
        ...(endpointUrl !== undefined && { endpointUrl }),
      });
    },
    async rotateSecret(userId, fromNumber, rotatedAtEpochMs) {
      const settings = settingsOf(userId);
      if (settings.secretNumber !== fromNumber) return false;
      accounts.set(userId, { ...settings, secretNumber: fromNumber + 1, rotatedAtEpochMs });
      return true;
    },
    getDelivery: async (deliveryId) => deliveries.get(deliveryId),
    async putDelivery(delivery, expectedVersion) {
      if ((deliveries.get(delivery.deliveryId)?.version ?? 0) !== expectedVersion) return false;
      deliveries.set(delivery.deliveryId, delivery);
      return true;
    },
    async listDeliveries(userId, { state, before, limit }) {
      const found = [...deliveries.values()]
        .filter((each) => each.userId === userId && (state === undefined || each.state === state))
        .filter((each) => before === undefined || place(each) < before)
        .toSorted((a, b) => place(b).localeCompare(place(a)));
      const last = found[limit - 1];
      return {
        deliveries: found.slice(0, limit),
        ...(found.length > limit && last !== undefined && { next: place(last) }),
      };
    },
    listDue: async (epochMs, limit) =>
      [...deliveries.values()]
        .filter(({ state, sweepAtEpochMs }) => state === "pending" && sweepAtEpochMs < epochMs)
        .toSorted((a, b) => a.sweepAtEpochMs - b.sweepAtEpochMs)
        .slice(0, limit),
  };
}
