import { RemovalPolicy } from "aws-cdk-lib";
import { AttributeType, BillingMode, Table } from "aws-cdk-lib/aws-dynamodb";
import { Construct } from "constructs";

/** The Core table's global secondary indexes. */
export const INDEXES = ["gsi1", "gsi2"] as const;

/** The two tables: everything by entity (Core), and the numbered events of each run (Events). */
export class Tables extends Construct {
  /** Single table; key names are those of core/adapters/dynamo. */
  readonly core: Table;
  /** `runId`, `seq`; entries leave by TTL. */
  readonly events: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.core = new Table(this, "Core", {
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: "expiresAt",
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const index of INDEXES) {
      this.core.addGlobalSecondaryIndex({
        indexName: index,
        partitionKey: { name: `${index}pk`, type: AttributeType.STRING },
        sortKey: { name: `${index}sk`, type: AttributeType.STRING },
      });
    }
    this.events = new Table(this, "Events", {
      partitionKey: { name: "runId", type: AttributeType.STRING },
      sortKey: { name: "seq", type: AttributeType.NUMBER },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: "expiresAt",
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}
