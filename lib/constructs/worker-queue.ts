import { Duration } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

export interface WorkerQueueProps {
  /** The worker's own timeout. */
  readonly workerTimeout: Duration;
  /** Deliveries before a message is parked, 1 to 1000. @default 5 */
  readonly maxDeliveries?: number;
}

/**
 * A queue that feeds one worker and parks the messages that keep failing.
 *
 * Units: visibility is 6 × the worker's timeout; parked messages are kept 14 days. One bad message is delivered again alone
 * (`reportBatchItemFailures`), not its whole batch.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html (the factor 6).
 */
export class WorkerQueue extends Construct {
  readonly queue: Queue;
  /** What was parked. */
  readonly parked: Queue;

  constructor(scope: Construct, id: string, { workerTimeout, maxDeliveries = 5 }: WorkerQueueProps) {
    super(scope, id);
    const safe = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    this.parked = new Queue(this, "Parked", { ...safe, retentionPeriod: Duration.days(14) });
    this.parked.metricApproximateNumberOfMessagesVisible().createAlarm(this, "SomethingParked", {
      alarmDescription: "Messages that no worker could handle are waiting to be looked at.",
      threshold: 1,
      evaluationPeriods: 1,
    });
    this.queue = new Queue(this, "Queue", {
      ...safe,
      visibilityTimeout: Duration.seconds(6 * workerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.parked, maxReceiveCount: maxDeliveries },
    });
  }

  /**
   * @param worker must survive the same message twice, and answer `{ batchItemFailures }`
   * @param maxConcurrency workers at once, 2 to 1000; may be a parameter's token
   */
  feed(worker: LambdaFunction, maxConcurrency: number): void {
    worker.addEventSource(
      new SqsEventSource(this.queue, { batchSize: 10, maxConcurrency, reportBatchItemFailures: true }),
    );
  }
}
