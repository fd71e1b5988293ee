import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { describe, expect, it } from "vitest";
import { removeFolder } from "../../fixtures/assembly-folder.ts";
import { bootSmall, type SmallCloud } from "../../fixtures/boot-small.ts";
import { smallStack, writeSmallAssembly } from "../../fixtures/small-stack.ts";

const NAME = "/reelwright/api-base-url";

async function storedValue(cloud: SmallCloud): Promise<string | undefined> {
  const { Parameter } = await new SSMClient(cloud.client()).send(new GetParameterCommand({ Name: NAME }));
  return Parameter?.Value;
}

describe("SSM parameters", () => {
  it("keep what was put over a restart, until the template says something else", async () => {
    const first = await bootSmall();
    const put = { Name: NAME, Value: "put", Overwrite: true };
    await new SSMClient(first.client()).send(new PutParameterCommand(put));
    await first.close();

    const second = await bootSmall({ stateDir: first.stateDir });
    expect(await storedValue(second)).toBe("put");
    await second.close();

    const BaseUrl = { Type: "AWS::SSM::Parameter", Properties: { Name: NAME, Type: "String", Value: "new" } };
    const changed = { ...smallStack, Resources: { ...smallStack.Resources, BaseUrl } };
    const third = await bootSmall({ stateDir: first.stateDir, assemblyDir: writeSmallAssembly(changed) });
    expect(await storedValue(third)).toBe("new");
    await third.close();
    removeFolder(first.stateDir);
  });

  it("are read one by one, several at once, and by path", async () => {
    const cloud = await bootSmall();
    const client = new SSMClient(cloud.client());
    const put = (Name: string) => client.send(new PutParameterCommand({ Name, Value: Name, Type: "String" }));
    await put("/drain/flag");
    await put("/drain/deep/flag");
    await expect(put("/drain/flag")).rejects.toMatchObject({ name: "ParameterAlreadyExists" });
    await expect(client.send(new GetParameterCommand({ Name: "/none" }))).rejects.toMatchObject({
      name: "ParameterNotFound",
    });
    const several = await client.send(new GetParametersCommand({ Names: ["/drain/flag", "/none"] }));
    expect(several.Parameters).toMatchObject([{ Value: "/drain/flag", Version: 1 }]);
    expect(several.InvalidParameters).toEqual(["/none"]);
    const names = async (Recursive: boolean) =>
      (await client.send(new GetParametersByPathCommand({ Path: "/drain", Recursive }))).Parameters?.map(
        ({ Name }) => Name,
      );
    expect(await names(false)).toEqual(["/drain/flag"]);
    expect(await names(true)).toEqual(["/drain/flag", "/drain/deep/flag"]);
    await cloud.close();
    removeFolder(cloud.stateDir);
  });
});
