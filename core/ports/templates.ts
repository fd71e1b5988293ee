/** A template as it was given: what is in it is looked at when it is used. */
export interface StoredTemplate {
  readonly templateId: string;
  /** JSON. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** `shipped`: came with the product, and is replaced by the next version's. */
  readonly source: "shipped" | "imported";
  readonly updatedAtEpochMs: number;
}

/** Templates of this deployment. */
export interface TemplateStore {
  /** Consistent. */
  get(templateId: string): Promise<StoredTemplate | undefined>;
  /** By id; consistent. */
  list(): Promise<StoredTemplate[]>;
  /** Replaces the one that is there. A shipped one never replaces an imported one. @returns whether it was written */
  put(template: StoredTemplate): Promise<boolean>;
  /** @returns false when it was not there */
  delete(templateId: string): Promise<boolean>;
}
