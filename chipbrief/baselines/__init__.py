"""What the baselines share: the loop, the budget in words, outputs, pinned scores."""

from chipbrief.baselines.alone import main as main
from chipbrief.baselines.article import Article as Article
from chipbrief.baselines.article import Summarize as Summarize
from chipbrief.baselines.article import article_of as article_of
from chipbrief.baselines.budget import cut as cut
from chipbrief.baselines.budget import fill as fill
from chipbrief.baselines.outputs import OUTPUTS as OUTPUTS
from chipbrief.baselines.outputs import output_path as output_path
from chipbrief.baselines.outputs import submission_bytes as submission_bytes
