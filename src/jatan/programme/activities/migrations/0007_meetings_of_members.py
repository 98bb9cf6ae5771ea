"""A kind of activity more: meetings of the network's members."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0006_list_order'),
    ]

    operations = [
        migrations.AlterField(
            model_name='activity',
            name='kind',
            field=models.CharField(choices=[('shg_meeting', 'meeting with a self-help group'), ('awareness', 'awareness programme'), ('adolescent_meeting', 'adolescent group meeting'), ('forum_meeting', 'migrant forum meeting'), ('frontline_meeting', 'meeting with frontline workers'), ('quarterly_training', 'quarterly training in a village'), ('panchayat_workshop', 'workshop at panchayat level'), ('block_training', 'training workshop at block level'), ('district_workshop', 'workshop at district level'), ('staff_training', "training of members' staff"), ('camp', 'camp'), ('consultation_block', 'consultation at block level'), ('consultation_district', 'consultation at district level'), ('consultation_state', 'consultation at state level'), ('consultation_national', 'consultation at national level'), ('officials_meeting', 'meeting with officials'), ('members_meeting', "meeting of the network's members"), ('media_event', 'media event'), ('group_reach', 'people reached through groups')], max_length=24, verbose_name='kind of activity'),
        ),
    ]
