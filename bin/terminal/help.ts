export const HELP = `Reelwright: a video agent that you own.

  npm run make -- "TOPIC" [options]     make a film of a topic, on this machine
  npm run make -- --resume              finish the film that was interrupted
  npm start -- [options]                boot the whole product and keep it running
  npm run admin -- ACTION [options]     accounts, keys, credits, templates

make
  --locale en|ko|es        language of the narration and the messages (default: en; ko for a topic in Korean)
  --aspect 16:9|9:16|1:1   (default: 16:9)
  --resolution 720p|1080p  (default: 1080p)
  --scenes N               1 to 100 (default: what the topic says, else the agent decides)
  --out FILE               (default: out/<topic>.mp4)
  --resume                 go on where the last one stopped
  --json                   one JSON object a line, for scripts

start
  --port N                 of the API (default: 8090; the media host takes the next one)
  --fresh                  forget everything that .reelwright/ keeps
  --json                   one JSON line when ready; logs go to stderr

admin
  account create --email E [--plan P] [--credits N]
  account show   --user ID | --email E
  account topup  --user ID --credits N
  account plan   --user ID --plan free|payg|starter|creator|pro_plus
  account recount --user ID     (counts its projects again, which the plan caps)
  account link   --user ID --issuer URL --subject S   (who signs in as S there is this account)
  key create     --user ID [--name N]
  key list       --user ID
  key revoke     --user ID --key-id ID
  audit list     [--user ID]
  template import FILE     (a Strapi video-template export)
  template list | seed
  template get ID | delete ID
  With AWS credentials and --function NAME it talks to a deployed stack, else to the one that "npm start" runs.

Set ANTHROPIC_API_KEY and FAL_KEY to use the real vendors instead of the emulated ones.
`;
